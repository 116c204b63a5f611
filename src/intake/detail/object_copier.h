// ObjectCopier: copies values of a PDF, with all objects to which they refer, into a separate list.
#pragma once

#include "intake/copied_pages.h"
#include "intake/detail/limits.h"
#include "intake/detail/pdf_library.h"
#include "intake/detail/pdf_paint.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::intake {

/// Thrown if a value cannot be copied: too deep, too many, a stream that cannot be read. Never leaves this module.
struct CopyRefused {
  CopyState state = CopyState::Damaged;
};

class ObjectCopier {
 public:
  /// All arguments must outlive this object.
  ObjectCopier(std::vector<CopiedObject>& objects, const PdfLayers& layers, const IntakeLimits& limits)
      : objects_(objects), layers_(layers), limits_(limits), room_(limits.max_stream_bytes) {}

  /// The value in PDF syntax. Objects to which it refers are copied by finish().
  std::string written(const PdfObject& value);
  /// The number of the object's copy.
  std::uint32_t copy(const PdfObject& object);
  /// The number of the object's copy; nullopt if it was not copied.
  std::optional<std::uint32_t> find(int id) const;
  /// Appends a new stream, to be packed. `entries` are those of its dictionary.
  std::uint32_t add_stream(std::string entries, std::string data);
  /// A reference to the n-th object.
  static std::string reference(std::uint32_t number);
  /// Copies all objects to which copies refer.
  void finish();

  /// Names of fonts that are not embedded.
  std::vector<std::string> missing_fonts() const { return {missing_fonts_.begin(), missing_fonts_.end()}; }
  /// Whether copied content is on a layer that is hidden, even if only by the state of other layers. Copies have no
  /// layers.
  bool has_hidden_layers() const { return has_hidden_layers_; }

 private:
  void write(const PdfObject& value, std::string& out, std::size_t depth);
  void write_value(const PdfObject& value, std::string& out, std::size_t depth);
  void write_entries(const PdfObject& dictionary, bool is_stream, std::string& out, std::size_t depth);
  void note_font(const PdfObject& font);

  std::vector<CopiedObject>& objects_;
  const PdfLayers& layers_;
  const IntakeLimits& limits_;
  std::size_t room_;  // for the bytes of streams
  std::map<int, std::uint32_t> numbers_;
  std::vector<std::pair<PdfObject, std::uint32_t>> waiting_;
  std::set<std::string> missing_fonts_;
  bool has_hidden_layers_ = false;
};

}  // namespace gongwen::intake
