// Writes the pages of a document with their fonts and images. Repeated images need special treatment, because OFD
// readers draw no patterns: each copy becomes an object, and very many copies become one object.
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

// Fonts: the embedded faces, each once, and the fonts that pages refer to. A face used for two families becomes two
// fonts with one file: readers that substitute system fonts search by family name.

/// The font for a run.
struct ShownFont {
  const EmbeddedFace* face = nullptr;  // null: not embedded
  Identifier font = 0;
};

class Fonts {
 public:
  Fonts(const text::FontLibrary& library, Identifiers& identifiers) : library_(library), identifiers_(identifiers) {}

  /// Embeds a face; `used` must outlive this object. Returns the name of its file.
  const std::string& add(const paint::UsedFont& used);
  /// Finds or makes the font of a run; may assign the next ID.
  ShownFont find(const layout::TextRun& run);
  /// The `Font` elements of all fonts used so far.
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
    std::vector<Font> fonts;  // one per family that the face is used for
  };

  Identifier add_font(File& file, text::FamilyId family);
  const text::FamilyOffer* offer_of(text::FaceId face, text::FamilyId family) const;
  void write(const File& file, const Font& font, const text::FamilyOffer* offer);

  const text::FontLibrary& library_;
  Identifiers& identifiers_;
  std::map<text::FaceId, File> files_;
  std::string elements_;
};

// Media: the images of a document, each once, in formats that all readers support.

struct MediaFile {
  Identifier identifier = 0;
  std::string name;         // `image_12.png`
  std::string_view format;  // `PNG`
  std::string bytes;
};

/// Repeated copies of an image as one picture, independent of the place on the page.
struct TiledPicture {
  const images::RasterImage* raster = nullptr;
  base::LayoutUnit left;  // of the first copy, relative to the area
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

  /// The resource ID of an image, which must outlive this object.
  Identifier add(const images::RasterImage& raster);
  /// The resource ID of a picture of tiles; calls `paint` only if the picture does not exist yet.
  Identifier add_tiles(const TiledPicture& tiles, const std::function<images::Pixels()>& paint);
  /// Takes the files made so far, in the order of their IDs.
  std::vector<MediaFile> take_files() { return std::exchange(files_, {}); }

 private:
  Identifier add_file(images::ImageFile file);

  Identifiers& identifiers_;
  std::map<TiledPicture, Identifier> tiled_;  // pictures of tiles
  // only looked up: iterating would make the output depend on addresses
  std::map<const images::RasterImage*, Identifier> known_;
  std::vector<MediaFile> files_;
};

/// Draws an image over the unit square, y down, transformed by `placed`.
void draw_image(const images::Image& image, const base::Transform& placed, Media& media, Canvas& canvas);

// Pages: writes the display list of each page as its Content.xml, and records which objects show which stretch of
// content.

/// Shared by all pages of a document.
struct PageContext {
  const text::FontLibrary& library;
  Fonts& fonts;
  Identifiers& identifiers;
  Media& media;
  LeftOuts& left_out;
};

/// Object IDs by stretch of content (paint::BeginTag::content).
using ContentObjects = std::vector<std::vector<Identifier>>;

/// An object that shows a part of an official document (paint::DrawGlyphs::official).
struct OfficialObject {
  std::uint16_t part = 0;
  Identifier identifier = 0;
};
using OfficialObjects = std::vector<OfficialObject>;

/// What the objects of a page show; filled in by write_page().
struct PageObjects {
  ContentObjects& content;
  OfficialObjects& official;
};

/// Writes the page as a file, replacing the contents of `out`. Fills in `objects`.
void write_page(const paint::PageDisplay& page, const PageContext& context, const PageObjects& objects,
                std::string& out);

/// `<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>`, the sheet as displayed.
std::string physical_box(const paint::PageFrame& page);

/// Draws the copies, clipped to the area. If there are too many, a raster image becomes one picture of all copies, and
/// a drawing becomes one object per shape.
/// Returns false without drawing if that is impossible: the shapes of a drawing are clipped or blended within each
/// copy, or there are still too many.
bool draw_tiles(const paint::TileImage& item, Media& media, Canvas& canvas);

}  // namespace gongwen::ofd
