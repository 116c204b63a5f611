// Content streams of a PDF: their bytes within limits, and the text by marked stretches.
#pragma once

#include "intake/detail/limits.h"
#include "intake/detail/pdf_library.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// The bytes of a stream, unpacked within limits.

/// Unpacks what is not packed or packed with FlateDecode alone, as attachments, metadata and long texts are. Nothing
/// for other filters, and for what is damaged, longer than `most`, or unpacks to more than the limit of ratios allows.
std::optional<std::string> unpacked_bytes(const PdfObject& stream, std::size_t most, const IntakeLimits& limits);

// What the codes of a font mean.

/// Bytes of a string as a code, the first one the highest.
inline std::uint32_t code_of(std::string_view bytes) {
  std::uint32_t code = 0;
  for (const char c : bytes) code = code << 8 | static_cast<unsigned char>(c);
  return code;
}

/// The texts of a ToUnicode map (ISO 32000-1, 9.10.3), made when they are asked for: the map of a font for typing has
/// thousands, and a form shows a few of them.
class CodeMap {
 public:
  /// Appends what a code means, in UTF-8. Returns: false for a code that the map does not have.
  bool append_text(std::uint32_t code, std::string& out) const;
  std::optional<std::string> find(std::uint32_t code) const;
  /// Number of codes.
  std::size_t size() const;

 private:
  friend class CodeMapReader;
  /// Codes in a row whose texts are of one length and lie one after the other, or are counted up from one text.
  struct Run {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t target = 0;  // where the first text starts in `targets_`
    std::uint16_t length = 0;  // of each, in bytes
    bool is_counted = false;
    std::uint32_t added = 0;  // to the last unit of the first text

    std::uint32_t target_of(std::uint32_t code) const { return is_counted ? target : target + (code - first) * length; }
    std::uint32_t added_to(std::uint32_t code) const { return is_counted ? added + (code - first) : 0; }
  };
  std::uint32_t add_target(std::string_view target);
  void add(std::uint32_t code, std::string_view target);
  void add_counted(std::uint32_t first, std::uint32_t count, std::string_view target);
  void finish();
  void separate();

  std::vector<Run> runs_;  // by code
  std::string targets_;    // UTF-16, as the map has it
};

/// Reads no more codes than `room`, which it lessens: a few bytes can stand for 65,536 of them. The last text that is
/// given for a code counts.
CodeMap read_code_map(std::string_view cmap, std::size_t& room);

// The text of one content stream, by marked stretches (ISO 32000-1, 9.4 and 14.6).

struct MarkedTexts {
  std::map<std::int64_t, std::string> texts;  // by MCID; those without one, such as artifacts, are left out
  std::size_t unmapped = 0;
};

class PdfContentReader {
 public:
  explicit PdfContentReader(const IntakeLimits& limits) : limits_(limits) {}

  /// `content` is the unpacked stream, `resources` those that it names its fonts by.
  MarkedTexts read(std::string_view content, const PdfObject& resources);

 private:
  const CodeMap& map_of(const PdfObject& font);

  const IntakeLimits& limits_;
  std::size_t map_room_ = 4'000'000;  // some hundred fonts of Han
  std::map<int, CodeMap> maps_;       // by the font's object number
};

}  // namespace gongwen::intake
