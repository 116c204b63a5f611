// Access to PoDoFo's objects: values of keys, references followed. Private to the second reader.
#pragma once

// The library's own headers do not compile without warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wdeprecated-copy"
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
#include <podofo/podofo.h>
#pragma GCC diagnostic pop

#include <map>
#include <stdexcept>
#include <string>

namespace gongwen::verify {

/// The value of a key; null when there is none, or no dictionary.
inline const PoDoFo::PdfObject* find(const PoDoFo::PdfObject* object, const char* key) {
  return object != nullptr && object->IsDictionary() ? object->GetIndirectKey(PoDoFo::PdfName(key)) : nullptr;
}

/// An object that a file must have.
inline const PoDoFo::PdfObject& needed(const PoDoFo::PdfObject* object) {
  if (object == nullptr) throw std::runtime_error("an object is missing");
  return *object;
}

inline std::string name_of(const PoDoFo::PdfObject* object) {
  return object != nullptr && object->IsName() ? object->GetName().GetName() : std::string();
}

inline std::string text_of(const PoDoFo::PdfObject* object) {
  return object != nullptr && (object->IsString() || object->IsHexString()) ? object->GetString().GetStringUtf8()
                                                                            : std::string();
}

inline bool is_true(const PoDoFo::PdfObject* object) {
  return object != nullptr && object->IsBool() && object->GetBool();
}

inline std::string stream_of(const PoDoFo::PdfObject& object) {
  PoDoFo::PdfMemoryOutputStream out;
  if (object.GetStream() == nullptr) throw std::runtime_error("a stream is missing");
  object.GetStream()->GetFilteredCopy(&out);
  return {out.GetBuffer(), static_cast<std::size_t>(out.GetLength())};
}

/// The text of a page's marked content, decoded by the fonts' ToUnicode maps: by MCID, in UTF-8.
std::map<int, std::string> read_marked_text(PoDoFo::PdfPage& page);

}  // namespace gongwen::verify
