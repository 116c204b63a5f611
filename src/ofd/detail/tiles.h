// Tiles: an image that is repeated over an area. Readers of OFD draw no patterns: each copy is an object, and of very
// many copies one object is made.
#pragma once

#include "images/image_set.h"
#include "images/pixels.h"
#include "ofd/detail/canvas.h"
#include "ofd/detail/text_pieces.h"
#include "paint/display_list.h"
#include "text/font_library.h"

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace gongwen::ofd {

// Fonts: the faces that are in the file, each once, and the fonts that pages name. A face that is taken for two
// families is two fonts with one file: readers that draw with the fonts of the system look for the family.

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

// Media: the images of a document, each once, as files that all readers know.

struct MediaFile {
  Identifier identifier = 0;
  std::string name;         // `image_12.png`
  std::string_view format;  // `PNG`
  std::string bytes;
};

/// Copies of an image that make one picture, wherever on the page it is.
struct TiledPicture {
  const images::RasterImage* raster = nullptr;
  base::LayoutUnit left;  // of the first copy, counted from the area
  base::LayoutUnit top;
  base::Size copy;
  base::Size step;
  base::Size area;

  friend bool operator<(const TiledPicture& a, const TiledPicture& b) { return a.key() < b.key(); }

 private:
  std::tuple<const images::RasterImage*, base::LayoutUnit, base::LayoutUnit, base::LayoutUnit, base::LayoutUnit,
             base::LayoutUnit, base::LayoutUnit, base::LayoutUnit, base::LayoutUnit>
  key() const {
    return {raster, left, top, copy.width, copy.height, step.width, step.height, area.width, area.height};
  }
};

class Media {
 public:
  explicit Media(Identifiers& identifiers) : identifiers_(identifiers) {}

  /// The resource of an image that lives as long as this.
  Identifier add(const images::RasterImage& raster);
  /// That of a picture of tiles; `paint` is asked for its pixels, unless it is there already.
  Identifier add_tiles(const TiledPicture& tiles, const std::function<images::Pixels()>& paint);
  /// Those of all images so far, in the order of their numbers.
  std::vector<MediaFile> take_files() { return std::exchange(files_, {}); }

 private:
  Identifier add_file(images::ImageFile file);

  Identifiers& identifiers_;
  std::map<TiledPicture, Identifier> tiled_;                // likewise
  std::map<const images::RasterImage*, Identifier> known_;  // looked up only; never walked through
  std::vector<MediaFile> files_;
};

/// Draws an image over the unit square, y down, under `placed`.
void draw_image(const images::Image& image, const base::Transform& placed, Media& media, Canvas& canvas);

// Pages: the display list of each page as its Content.xml, and which objects show which stretch of its content.

/// What the pages of a document share.
struct PageContext {
  const text::FontLibrary& library;
  Fonts& fonts;
  Identifiers& identifiers;
  Media& media;
  LeftOuts& left_out;
};

/// The objects of each stretch of a page's content (paint::BeginTag::content).
using ContentObjects = std::vector<std::vector<Identifier>>;

/// An object that shows a part of an official document (paint::DrawGlyphs::official).
struct OfficialObject {
  std::uint16_t part = 0;
  Identifier identifier = 0;
};
using OfficialObjects = std::vector<OfficialObject>;

/// What the objects of a page show.
struct PageObjects {
  ContentObjects& content;
  OfficialObjects& official;
};

/// The page as a file, in the place of what `out` has. Fills in `objects`.
void write_page(const paint::PageDisplay& page, const PageContext& context, const PageObjects& objects,
                std::string& out);

/// `<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>`, the sheet as it is seen.
std::string physical_box(const paint::PageFrame& page);

/// Draws the copies, cut off at the area. Where there are too many, a raster image becomes one picture of all copies,
/// and a drawing one object for each of its shapes.
/// Returns: false when nothing was drawn, because the shapes of a drawing are cut or blended in each copy, or are too
/// many all the same.
bool draw_tiles(const paint::TileImage& item, Media& media, Canvas& canvas);

}  // namespace gongwen::ofd
