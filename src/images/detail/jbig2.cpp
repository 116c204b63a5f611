#include "images/detail/jbig2.h"

#include "images/detail/jbig2_regions.h"
#include "images/detail/jbig2_text.h"
#include "images/detail/raster_formats.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::images {
namespace jbig2 {
namespace {

constexpr std::string_view kStart = "\x97JB2\r\n\x1A\n";
constexpr std::uint32_t kUnknown = 0xFFFFFFFF;
/// How many pixels may be decoded and drawn in total: several times those of the page, and for symbols, which need no
/// page, far more per byte of the file than occur in practice.
constexpr std::uint64_t kWork = 8;
constexpr std::uint64_t kLeastWork = 1 << 18;
constexpr std::uint64_t kWorkOfByte = 1'000;
constexpr std::size_t kMaxSegments = 100'000;

/// Types of segments (7.3).
enum SegmentType : std::uint8_t {
  kSymbols = 0,
  kTextKept = 4,
  kText = 6,
  kTextLossless = 7,
  kPatterns = 16,
  kHalftoneKept = 20,
  kHalftone = 22,
  kHalftoneLossless = 23,
  kGenericKept = 36,
  kGeneric = 38,
  kGenericLossless = 39,
  kRefinementKept = 40,
  kRefinement = 42,
  kRefinementLossless = 43,
  kPage = 48,
  kEndOfPage = 49,
  kEndOfStripe = 50,
  kEndOfFile = 51,
  kTable = 53
};

struct SegmentHeader {
  std::uint32_t number = 0;
  std::uint8_t type = 0;
  std::vector<std::uint32_t> others;  // segments that it refers to
  std::uint32_t page = 0;
  std::uint32_t size = 0;
};

SegmentHeader read_segment_header(Reader& reader) {
  SegmentHeader header;
  header.number = reader.number();
  const std::uint8_t flags = reader.byte();
  header.type = flags & 63U;
  std::uint32_t count = reader.bits(3);
  if (count < 5) {
    reader.bits(5);
  } else if (count == 7) {
    count = reader.bits(29);
    for (std::uint32_t i = 0; i < (count + 8) / 8; ++i) reader.byte();
  } else {
    throw Failure{};
  }
  const unsigned bits = header.number <= 256 ? 8 : header.number <= 65536 ? 16 : 32;
  for (std::uint32_t i = 0; i < count; ++i) header.others.push_back(reader.bits(bits));
  header.page = reader.bits((flags & 0x40U) != 0 ? 32 : 8);
  header.size = reader.number();
  return header;
}

/// The size and place of a region on the page (7.4.1).
struct RegionPlace {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t x = 0;
  std::int64_t y = 0;
  Combination how = Combination::Or;
};

RegionPlace read_place(Reader& reader) {
  RegionPlace place;
  place.width = reader.number();
  place.height = reader.number();
  place.x = reader.signed_number();
  place.y = reader.signed_number();
  const std::uint8_t flags = reader.byte();
  if ((flags & 8U) != 0) throw Failure{ImageErrorKind::UnsupportedCoding};  // colours
  if ((flags & 7U) > 4) throw Failure{};
  place.how = static_cast<Combination>(flags & 7U);
  return place;
}

class FileReader {
 public:
  FileReader(std::string_view bytes, std::uint64_t max_pixels)
      : reader_(bytes.substr(kStart.size())),
        max_pixels_(max_pixels),
        budget_(std::min(kLeastWork + kWorkOfByte * bytes.size(), kWork * kMaxPixels)) {}

  /// The picture of the first page.
  DecodedImage run() {
    const std::uint8_t flags = reader_.byte();
    const bool is_sequential = (flags & 1U) != 0;
    if ((flags & 2U) == 0) reader_.number();  // of pages
    if (is_sequential) {
      while (!is_done_ && !reader_.is_at_end()) {
        SegmentHeader header = read_segment_header(reader_);
        take(header, data_of(header));
      }
    } else {
      // All headers precede the data.
      std::vector<SegmentHeader> headers;
      do {
        headers.push_back(read_segment_header(reader_));
        if (headers.size() > kMaxSegments) throw Failure{ImageErrorKind::UnsupportedCoding};
      } while (headers.back().type != kEndOfFile);
      for (const SegmentHeader& header : headers) {
        if (is_done_) break;
        take(header, data_of(header));
      }
    }
    if (too_large_) return base::Failure{*too_large_};
    // If the end of a page is missing, any part of its picture may be, too.
    if (!is_done_ || !page_) throw Failure{ImageErrorKind::Truncated};
    return finished();
  }

 private:
  std::string_view data_of(const SegmentHeader& header) {
    if (header.size != kUnknown) return reader_.take(header.size);
    if (header.type != kGeneric) throw Failure{};
    // The region ends with a mark, followed by its height (7.2.7).
    const std::string_view rest = reader_.rest();
    constexpr std::size_t kHead = 17;
    if (rest.size() <= kHead) throw Failure{ImageErrorKind::Truncated};
    const bool is_fax = (static_cast<unsigned char>(rest[kHead]) & 1U) != 0;
    const std::string_view mark = is_fax ? std::string_view("\0\0", 2) : std::string_view("\xFF\xAC", 2);
    const std::size_t end = rest.find(mark, kHead + 1);
    if (end == std::string_view::npos || rest.size() - end < 6) throw Failure{ImageErrorKind::Truncated};
    return reader_.take(end + 6);
  }

  void take(const SegmentHeader& header, std::string_view data) {
    if (++segments_ > kMaxSegments) throw Failure{ImageErrorKind::UnsupportedCoding};
    // Segments of page 0 belong to all pages.
    if (page_number_ && header.page != 0 && header.page != *page_number_) return;
    switch (header.type) {
      case kSymbols: take_symbols(header, data); break;
      case kTextKept:
      case kText:
      case kTextLossless:
      case kHalftoneKept:
      case kHalftone:
      case kHalftoneLossless:
      case kGenericKept:
      case kGeneric:
      case kGenericLossless:
      case kRefinementKept:
      case kRefinement:
      case kRefinementLossless: take_region(header, data); break;
      case kPatterns: patterns_[header.number] = read_patterns(data, budget_); break;
      case kTable: tables_.insert_or_assign(header.number, PrefixTable::read(data)); break;
      case kPage: take_page(header, data); break;
      case kEndOfPage: is_done_ = page_.has_value(); break;
      case kEndOfStripe: take_stripe(data); break;
      case kEndOfFile: is_done_ = true; break;
      default: break;  // comments, profiles
    }
  }

  void take_page(const SegmentHeader& header, std::string_view data) {
    if (page_) throw Failure{};
    Reader reader(data);
    const std::uint32_t width = reader.number();
    std::uint32_t height = reader.number();
    reader.number();  // pixels a metre
    reader.number();
    const std::uint8_t flags = reader.byte();
    const std::uint16_t stripes = reader.word();
    grows_ = height == kUnknown;
    if (grows_) height = stripes & 0x7FFFU;
    if (auto error = size_error(width, std::max(height, grows_ ? 1U : 0U), max_pixels_)) {
      if (error->kind != ImageErrorKind::TooLarge) throw Failure{error->kind};
      too_large_ = *std::move(error);
      is_done_ = true;
      return;
    }
    page_number_ = header.page;
    is_black_ = (flags & 4U) != 0;
    budget_.add(kWork * width * height);
    page_.emplace(width, height, budget_, is_black_);
  }

  void take_stripe(std::string_view data) {
    if (!page_ || !grows_) return;
    set_height(std::int64_t{Reader(data).number()} + 1);
  }

  void set_height(std::int64_t height) {
    if (size_error(static_cast<std::uint64_t>(page_->width()), static_cast<std::uint64_t>(height), max_pixels_))
      throw Failure{ImageErrorKind::TooLarge};
    if (height > page_->height())
      budget_.add(kWork * static_cast<std::uint64_t>(page_->width()) *
                  static_cast<std::uint64_t>(height - page_->height()));
    page_->set_height(height, is_black_, budget_);
  }

  Symbols symbols_for(const SegmentHeader& header) {
    Symbols symbols;
    for (const std::uint32_t other : header.others) {
      const auto found = symbols_.find(other);
      if (found == symbols_.end()) continue;
      budget_.pay(kCostOfSymbol * found->second.symbols().size());
      symbols.insert(symbols.end(), found->second.symbols().begin(), found->second.symbols().end());
    }
    return symbols;
  }

  std::vector<const PrefixTable*> tables_for(const SegmentHeader& header) const {
    std::vector<const PrefixTable*> tables;
    for (const std::uint32_t other : header.others) {
      if (const auto found = tables_.find(other); found != tables_.end()) tables.push_back(&found->second);
    }
    return tables;
  }

  void take_symbols(const SegmentHeader& header, std::string_view data) {
    const KeptContexts* kept = nullptr;
    for (const std::uint32_t other : header.others) {
      if (const auto found = symbols_.find(other); found != symbols_.end()) kept = found->second.kept().get();
    }
    symbols_.insert_or_assign(header.number,
                              SymbolDictionary::read(data, symbols_for(header), tables_for(header), kept, budget_));
  }

  void take_region(const SegmentHeader& header, std::string_view data) {
    if (!page_) throw Failure{};
    Reader reader(data);
    RegionPlace place = read_place(reader);
    if (header.size == kUnknown) {
      place.height = Reader(data.substr(data.size() - 4)).number();
      data.remove_suffix(4);
    }
    const bool is_kept = header.type == kTextKept || header.type == kHalftoneKept || header.type == kGenericKept ||
                         header.type == kRefinementKept;
    if (!is_kept && grows_ && place.y + place.height > page_->height()) set_height(place.y + place.height);
    Bitmap region = region_of(header, data.substr(reader.position()), place);
    if (is_kept) {
      regions_[header.number] = std::move(region);
      return;
    }
    page_->draw(region, place.x, place.y, place.how, budget_);
  }

  Bitmap region_of(const SegmentHeader& header, std::string_view data, const RegionPlace& place) {
    switch (header.type) {
      case kTextKept:
      case kText:
      case kTextLossless:
        return read_text_region(data, place.width, place.height, symbols_for(header), tables_for(header), budget_);
      case kHalftoneKept:
      case kHalftone:
      case kHalftoneLossless:
        for (const std::uint32_t other : header.others) {
          const auto found = patterns_.find(other);
          if (found != patterns_.end())
            return read_halftone_region(data, place.width, place.height, found->second, budget_);
        }
        throw Failure{};
      case kRefinementKept:
      case kRefinement:
      case kRefinementLossless: return refinement_of(header, data, place);
      default: return generic_of(data, place);
    }
  }

  Bitmap generic_of(std::string_view data, const RegionPlace& place) {
    Reader reader(data);
    const std::uint8_t flags = reader.byte();
    Bitmap region(place.width, place.height, budget_);
    if ((flags & 1U) != 0) {
      read_fax_rows(reader.rest(), region);
      return region;
    }
    GenericCoding coding;
    coding.pattern = flags >> 1 & 3;
    coding.repeats_rows = (flags & 8U) != 0;
    if ((flags & 16U) != 0 && coding.pattern == 0) throw Failure{ImageErrorKind::UnsupportedCoding};
    coding.neighbours = read_neighbours(reader, coding.pattern);
    Contexts contexts(generic_contexts(coding.pattern));
    ArithmeticDecoder decoder(reader.rest());
    decode_generic(decoder, contexts, coding, nullptr, region);
    return region;
  }

  Bitmap refinement_of(const SegmentHeader& header, std::string_view data, const RegionPlace& place) {
    Reader reader(data);
    const std::uint8_t flags = reader.byte();
    RefinementCoding coding;
    coding.pattern = flags & 1;
    coding.repeats_flat = (flags & 2U) != 0;
    coding.neighbours = read_refinement_neighbours(reader, coding.pattern);
    // Without another region the page itself is refined.
    const Bitmap* other = nullptr;
    for (const std::uint32_t number : header.others) {
      if (const auto found = regions_.find(number); found != regions_.end()) other = &found->second;
    }
    Bitmap part;
    if (other == nullptr) {
      part = page_->part(place.x, place.y, place.width, place.height, budget_);
      other = &part;
    }
    Bitmap region(place.width, place.height, budget_);
    Contexts contexts(refinement_contexts(coding.pattern));
    ArithmeticDecoder decoder(reader.rest());
    decode_refinement(decoder, contexts, coding, *other, 0, 0, region);
    return region;
  }

  /// Rows of one bit per pixel as in PNG, where 1 is white.
  Image finished() const {
    if (page_->height() == 0) throw Failure{};
    RasterImage raster;
    raster.width = static_cast<std::uint32_t>(page_->width());
    raster.height = static_cast<std::uint32_t>(page_->height());
    raster.coding = PixelCoding::UnpackedRows;
    raster.model = ColorModel::Gray;
    raster.bits = 1;
    const std::size_t stride = (std::size_t{raster.width} + 7) / 8 + 1;
    raster.pixels.assign(stride * raster.height, '\0');
    for (std::size_t y = 0; y < raster.height; ++y) {
      const std::uint8_t* const row = page_->row(static_cast<std::int64_t>(y));
      char* const to = raster.pixels.data() + y * stride + 1;
      for (std::size_t x = 0; x < raster.width; ++x) {
        if (row[x] == 0) to[x / 8] = static_cast<char>(to[x / 8] | 0x80 >> x % 8);
      }
    }
    return image_of(std::move(raster));
  }

  Reader reader_;
  std::uint64_t max_pixels_;
  Budget budget_;
  std::size_t segments_ = 0;
  bool is_done_ = false;
  std::optional<ImageError> too_large_;
  std::optional<std::uint32_t> page_number_;
  std::optional<Bitmap> page_;
  bool is_black_ = false;  // where nothing is drawn
  bool grows_ = false;     // the height is not known beforehand
  std::map<std::uint32_t, SymbolDictionary> symbols_;
  std::map<std::uint32_t, PrefixTable> tables_;
  std::map<std::uint32_t, std::vector<Bitmap>> patterns_;
  std::map<std::uint32_t, Bitmap> regions_;
};

}  // namespace
}  // namespace jbig2

bool is_jbig2(std::string_view bytes) { return bytes.starts_with(jbig2::kStart); }

DecodedImage decode_jbig2(std::string_view bytes, std::uint64_t max_pixels) {
  try {
    return jbig2::FileReader(bytes, max_pixels).run();
  } catch (const jbig2::Failure& failure) {
    ImageError error{failure.kind};
    if (failure.kind == ImageErrorKind::TooLarge) error.size = "> " + std::to_string(max_pixels);
    return base::Failure{std::move(error)};
  }
}

}  // namespace gongwen::images
