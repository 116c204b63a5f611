// ResourceNames: what a content stream refers to by name (ISO 32000-1 section 7.8.3), gathered while it is written.
#pragma once

#include "images/image.h"
#include "pdf/syntax/syntax.h"
#include "text/face.h"

#include <map>
#include <string>

namespace gongwen::pdf {

struct ResourceNames {
  std::map<text::FaceId, std::string> fonts;
  /// Opacities below 1, in 1/1000, by the name of their graphics state.
  std::map<int, std::string> opacities;
  std::map<std::string, ObjectNumber> states;    // graphics states with masks, by name
  std::map<std::string, ObjectNumber> objects;   // images and forms, by name
  std::map<std::string, ObjectNumber> patterns;  // by name

  bool has_transparency = false;  // also inside of what it refers to

  const std::string& opacity(int thousandths);
  /// The name of an object, which starts with `prefix`.
  std::string object(ObjectNumber number, char prefix);
  std::string pattern(ObjectNumber number);
};

/// The resource dictionary.
std::string resource_dictionary(const ResourceNames& names, const std::map<text::FaceId, ObjectNumber>& fonts);

}  // namespace gongwen::pdf
