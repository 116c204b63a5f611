// The shaping library, and its data for a face. Private to the module: the only header that names the library.
//
// It is loaded with the first face, not at the start of the program: with FreeType, GLib and its other dependencies,
// loading takes longer than many a command that sets no text.
#pragma once

#include "resources/mapped_file.h"
#include "text/face.h"

#include <string>
#include <string_view>

#include <hb-ot.h>
#include <hb.h>

namespace gongwen::text {

// Each function of the library is a pointer here, called as if it were the function. Null until load_harfbuzz().
#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "text/harfbuzz_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Loads the library unless it is there, from any thread. Returns: whether it is there.
bool load_harfbuzz();

/// A table of a face, held as long as this object.
class FaceTable {
 public:
  FaceTable(hb_face_t* face, hb_tag_t tag) : blob_(hb_face_reference_table(face, tag)) {
    unsigned length = 0;
    const char* const data = hb_blob_get_data(blob_, &length);
    bytes_ = {data, length};
  }
  FaceTable(const FaceTable&) = delete;
  FaceTable& operator=(const FaceTable&) = delete;
  ~FaceTable() { hb_blob_destroy(blob_); }
  std::string_view bytes() const { return bytes_; }

 private:
  hb_blob_t* blob_;
  std::string_view bytes_;
};

// The library's data for a Face.

struct Face::Handle {
  explicit Handle(resources::MappedFile mapped) : file(std::move(mapped)) {}
  ~Handle() {
    hb_font_destroy(font);
    hb_face_destroy(face);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  resources::MappedFile file;  // the face points into it …
  std::string unpacked;        // … or into this, when the file is compressed for the web
  hb_face_t* face = nullptr;
  hb_font_t* font = nullptr;
  bool has_vertical_metrics = false;
};

}  // namespace gongwen::text
