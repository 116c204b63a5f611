// Content streams of a PDF: their bytes within limits, and the text by marked stretches.
#pragma once

#include "intake/detail/limits.h"
#include "intake/detail/pdf_library.h"

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

// The text of one content stream, by marked stretches (ISO 32000-1, 9.4 and 14.6).

/// What the codes of a font mean, from its ToUnicode map (9.10.3). The texts are made when they are asked for: the map
/// of a font for typing has thousands, and a form a few of them.
class CodeMap {
 public:
  /// In UTF-8; nothing for a code that the map does not have.
  std::optional<std::string> find(std::uint32_t code) const;
  std::size_t size() const { return entries_.size(); }

 private:
  friend CodeMap read_code_map(std::string_view cmap, std::size_t& room);
  struct Entry {
    std::uint32_t code = 0;
    std::uint32_t target = 0;  // where its text starts in `targets_`
    std::uint32_t length = 0;
    std::uint32_t added = 0;  // to the last unit of the text
  };
  void add(std::uint32_t first, std::uint32_t last, std::string_view target, std::size_t& room);
  void finish();

  std::vector<Entry> entries_;  // by code
  std::string targets_;         // UTF-16, as the map has it
};

/// Reads no more entries than `room`, which it lessens: a few bytes can stand for 65,536 of them.
CodeMap read_code_map(std::string_view cmap, std::size_t& room);

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
