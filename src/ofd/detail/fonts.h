// Fonts: the faces that are in the file, each once, and the fonts that pages name. A face that is taken for two
// families is two fonts with one file: readers that draw with the fonts of the system look for the family.
#pragma once

#include "ofd/detail/canvas.h"
#include "ofd/detail/text_pieces.h"
#include "text/font_library.h"

#include <map>
#include <string>
#include <vector>

namespace gongwen::ofd {

/// What a run is drawn with.
struct ShownFont {
  const EmbeddedFace* face = nullptr;  // null: the file has none
  Identifier font = 0;
};

class Fonts {
 public:
  Fonts(const text::FontLibrary& library, Identifiers& identifiers) : library_(library), identifiers_(identifiers) {}

  /// A face that lives as long as this. Returns: the name of its file.
  const std::string& add(const paint::UsedFont& used);
  /// May take the next identifier.
  ShownFont find(const layout::TextRun& run);
  /// `Font` for each font that runs have been drawn with.
  const std::string& elements() const { return elements_; }

 private:
  struct Font {
    text::FamilyId family;
    std::string name;  // of the family
    Identifier identifier = 0;
  };
  struct File {
    EmbeddedFace face;
    std::string name;
    std::vector<Font> fonts;  // one for each family that the face is taken for
  };

  Identifier add_font(File& file, text::FamilyId family);
  const text::FamilyOffer* offer_of(text::FaceId face, text::FamilyId family) const;
  void write(const File& file, const Font& font, const text::FamilyOffer* offer);

  const text::FontLibrary& library_;
  Identifiers& identifiers_;
  std::map<text::FaceId, File> files_;
  std::string elements_;
};

}  // namespace gongwen::ofd
