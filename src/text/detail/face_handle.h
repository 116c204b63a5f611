// What is behind a Face. Private to the module.
#pragma once

#include "resources/mapped_file.h"
#include "text/face.h"
#include "text/detail/harfbuzz.h"

namespace gongwen::text {

struct Face::Handle {
  explicit Handle(resources::MappedFile mapped) : file(std::move(mapped)) {}
  ~Handle() {
    hb_font_destroy(font);
    hb_face_destroy(face);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  resources::MappedFile file;  // the face points into it
  hb_face_t* face = nullptr;
  hb_font_t* font = nullptr;
};

}  // namespace gongwen::text
