#include "pdf/document/detail/image_writer.h"

#include "pdf/document/detail/drawing_writer.h"
#include "resources/deflate.h"

namespace gongwen::pdf {
namespace {

using images::ColorModel;
using images::PixelCoding;
using images::RasterImage;

void add_size(DictionaryWriter& dictionary, const RasterImage& raster, int bits) {
  dictionary.name("Type", "XObject");
  dictionary.name("Subtype", "Image");
  dictionary.integer("Width", raster.width);
  dictionary.integer("Height", raster.height);
  dictionary.integer("BitsPerComponent", bits);
}

/// Rows with PNG's filters, which the reader takes back (section 7.4.4.4).
void add_predictor(const RasterImage& raster, int channels, int bits, DictionaryWriter&& parameters) {
  parameters.integer("Predictor", 15);
  parameters.integer("Colors", channels);
  parameters.integer("BitsPerComponent", bits);
  parameters.integer("Columns", raster.width);
}

/// The entries of a dictionary without its brackets, as FileWriter takes them.
std::string without_brackets(const std::string& dictionary) { return dictionary.substr(2, dictionary.size() - 4); }

}  // namespace

ObjectNumber ImageWriter::write_profile(const std::string& profile, int channels) {
  ObjectNumber& number = profiles_[profile];
  if (!number) number = file_.add_stream("/N " + std::to_string(channels), profile, Compress::Yes);
  return number;
}

std::string ImageWriter::color_space(const RasterImage& raster) {
  const int channels = raster.model == ColorModel::Palette ? 3 : raster.channels();
  std::string space = raster.model == ColorModel::Gray ? "/DeviceGray" : "/DeviceRGB";
  if (!raster.color_profile.empty()) {
    space = "[/ICCBased ";
    append_reference(space, write_profile(raster.color_profile, channels));
    space += "]";
  }
  if (raster.model != ColorModel::Palette) return space;
  std::string palette;
  append_hex(palette, raster.palette);
  return "[/Indexed " + space + " " + std::to_string(raster.palette.size() / 3 - 1) + palette + "]";
}

ObjectNumber ImageWriter::write_alpha(const RasterImage& raster) {
  std::string entries;
  {
    DictionaryWriter dictionary(entries);
    add_size(dictionary, raster, 8);
    dictionary.name("ColorSpace", "DeviceGray");
    dictionary.name("Filter", "FlateDecode");
    add_predictor(raster, 1, 8, dictionary.dictionary("DecodeParms"));
  }
  return file_.add_stream(without_brackets(entries), resources::deflate(raster.alpha), Compress::No);
}

ImageWriter::Written ImageWriter::write(const RasterImage& raster) {
  std::string entries;
  {
    DictionaryWriter dictionary(entries);
    add_size(dictionary, raster, raster.bits);
    dictionary.spelled("ColorSpace", color_space(raster));
    if (raster.is_inverted) dictionary.integers("Decode", {1, 0, 1, 0, 1, 0, 1, 0});
    if (!raster.alpha.empty()) dictionary.reference("SMask", write_alpha(raster));
    dictionary.name("Filter", raster.coding == PixelCoding::Jpeg ? "DCTDecode" : "FlateDecode");
    if (raster.coding != PixelCoding::Jpeg) {
      add_predictor(raster, raster.channels(), raster.bits, dictionary.dictionary("DecodeParms"));
    }
  }
  const ObjectNumber object =
      raster.coding == PixelCoding::UnpackedRows
          ? file_.add_stream(without_brackets(entries), resources::deflate(raster.pixels), Compress::No)
          : file_.add_kept_stream(without_brackets(entries), raster.pixels);
  return {object, !raster.alpha.empty()};
}

const ImageWriter::Written& ImageWriter::write(const images::Image& image) {
  const auto known = written_.find(&image);
  if (known != written_.end()) return known->second;
  Written written;
  if (const auto* const raster = std::get_if<RasterImage>(&image.picture)) {
    written = write(*raster);
  } else {
    const auto& drawing = std::get<images::Drawing>(image.picture);
    written = {DrawingWriter(drawing, *this, file_).write(), drawing.has_transparency};
  }
  return written_.emplace(&image, written).first->second;
}

}  // namespace gongwen::pdf
