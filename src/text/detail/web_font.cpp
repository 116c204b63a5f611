#include "text/detail/web_font.h"

#include "base/loaded_library.h"
#include "resources/deflate.h"
#include "text/detail/face_tables.h"

#include <algorithm>
#include <array>

#include <brotli/decode.h>

namespace gongwen::text {
namespace {

/// Larger fonts are taken for damaged ones, which may ask for any amount of memory.
constexpr std::size_t kMaxFont = std::size_t{256} << 20;
constexpr std::string_view kCollection = "ttcf";

/// A table of the font to be written.
struct WebTable {
  std::string tag;
  std::uint32_t check_sum = 0;
  bool is_transformed = false;
  std::size_t length = 0;  // in the file, when it is unpacked
  std::string bytes;
};

WebTable* find_table(std::vector<WebTable>& tables, std::string_view tag) {
  const auto found =
      std::find_if(tables.begin(), tables.end(), [&](const WebTable& table) { return table.tag == tag; });
  return found == tables.end() ? nullptr : &*found;
}

/// An OpenType file. The fields for a binary search among its tables are left at 0: no reader of ours uses them.
std::string write_font(std::string_view flavor, const std::vector<WebTable>& tables) {
  std::string out(flavor);
  append_number(out, static_cast<std::uint32_t>(tables.size()), 2);
  out.append(6, '\0');
  constexpr std::size_t kEntry = 16;
  std::size_t at = out.size() + tables.size() * kEntry;
  const auto padded = [](std::size_t length) {
    return (length + 3) / 4 * 4;
  };
  for (const WebTable& table : tables) {
    out += table.tag;
    append_number(out, table.check_sum, 4);
    append_number(out, static_cast<std::uint32_t>(at), 4);
    append_number(out, static_cast<std::uint32_t>(table.bytes.size()), 4);
    at += padded(table.bytes.size());
  }
  for (const WebTable& table : tables) {
    out += table.bytes;
    out.append(padded(table.bytes.size()) - table.bytes.size(), '\0');
  }
  return out;
}

std::optional<std::string> unpack_woff(std::string_view file) {
  ByteReader header(file);
  header.take(4);
  const std::string_view flavor = header.take(4);
  header.take(4);
  const unsigned count = header.u16();
  header.take(30);
  std::vector<WebTable> tables;
  std::size_t total = 0;
  for (unsigned i = 0; i < count; ++i) {
    WebTable table;
    table.tag = header.take(4);
    const std::size_t at = header.u32();
    const std::size_t packed = header.u32();
    const std::size_t length = header.u32();
    table.check_sum = header.u32();
    total += length;
    if (header.failed() || at > file.size() || packed > file.size() - at || packed > length || total > kMaxFont) {
      return std::nullopt;
    }
    table.bytes = file.substr(at, packed);
    if (packed < length) {
      std::string unpacked(length, '\0');
      if (!resources::inflate(table.bytes, unpacked)) return std::nullopt;
      table.bytes = std::move(unpacked);
    }
    tables.push_back(std::move(table));
  }
  return header.failed() || flavor == kCollection ? std::nullopt : std::optional(write_font(flavor, tables));
}

/// WOFF2 section 4.1: the tags by their numbers.
constexpr std::array<std::string_view, 63> kTags{
    "cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post", "cvt ", "fpgm", "glyf", "loca", "prep",
    "CFF ", "VORG", "EBDT", "EBLC", "gasp", "hdmx", "kern", "LTSH", "PCLT", "VDMX", "vhea", "vmtx", "BASE",
    "GDEF", "GPOS", "GSUB", "EBSC", "JSTF", "MATH", "CBDT", "CBLC", "COLR", "CPAL", "SVG ", "sbix", "acnt",
    "avar", "bdat", "bloc", "bsln", "cvar", "fdsc", "feat", "fmtx", "fvar", "gvar", "hsty", "just", "lcar",
    "mort", "morx", "opbd", "prop", "trak", "Zapf", "Silf", "Glat", "Gloc", "Feat", "Sill"};

/// The functions of the library, loaded with the first font in WOFF2.
struct Brotli {
  decltype(&::BrotliDecoderDecompress) decompress = nullptr;
  bool is_there = false;
};

const Brotli& brotli() {
  static const Brotli loaded = [] {
    Brotli found;
    base::LoadedLibrary library(GONGWEN_BROTLI_LIBRARY);
    library.find("BrotliDecoderDecompress", found.decompress);
    found.is_there = !library.error();
    return found;
  }();
  return loaded;
}

WebTable read_entry(ByteReader& directory) {
  WebTable table;
  const unsigned flags = directory.u8();
  const unsigned number = flags & 0x3F;
  const unsigned version = flags >> 6;
  table.tag = number < kTags.size() ? kTags[number] : directory.take(4);
  table.length = directory.base128();
  // The outlines are transformed unless the entry says that they are not, all else the other way round.
  const bool is_outlines = table.tag == "glyf" || table.tag == "loca";
  table.is_transformed = is_outlines ? version != 3 : version != 0;
  if (table.is_transformed) table.length = directory.base128();
  return table;
}

/// Puts the tables in the place of the transformed ones.
bool rebuild_tables(std::vector<WebTable>& tables) {
  WebTable* const glyf = find_table(tables, "glyf");
  WebTable* const hmtx = find_table(tables, "hmtx");
  WebTable* const loca = find_table(tables, "loca");
  WebTable* const head = find_table(tables, "head");
  const WebTable* const hhea = find_table(tables, "hhea");
  for (const WebTable& table : tables) {
    if (table.is_transformed && &table != glyf && &table != hmtx && &table != loca) return false;
  }
  if (glyf == nullptr || !glyf->is_transformed) return hmtx == nullptr || !hmtx->is_transformed;
  std::optional<GlyphTables> glyphs = rebuild_glyphs(glyf->bytes);
  if (!glyphs || loca == nullptr || head == nullptr || head->bytes.size() < kHeadLength) return false;
  glyf->bytes = std::move(glyphs->glyf);
  loca->bytes = std::move(glyphs->loca);
  head->bytes[kHeadLongOffsets] = '\0';
  head->bytes[kHeadLongOffsets + 1] = '\1';
  if (hmtx == nullptr || !hmtx->is_transformed) return true;
  if (hhea == nullptr || hhea->bytes.size() < kHheaLength) return false;
  const std::size_t advance_count = ByteReader(std::string_view(hhea->bytes).substr(kHheaMetricCount)).u16();
  std::optional<std::string> metrics = rebuild_metrics(hmtx->bytes, *glyphs, advance_count);
  if (!metrics) return false;
  hmtx->bytes = *std::move(metrics);
  return true;
}

std::optional<std::string> unpack_woff2(std::string_view file) {
  ByteReader header(file);
  header.take(4);
  const std::string_view flavor = header.take(4);
  header.take(4);
  const unsigned count = header.u16();
  header.take(6);
  const std::size_t packed_length = header.u32();
  header.take(24);
  std::vector<WebTable> tables;
  std::size_t total = 0;
  for (unsigned i = 0; i < count; ++i) {
    tables.push_back(read_entry(header));
    total += tables.back().length;
    if (header.failed() || total > kMaxFont) return std::nullopt;
  }
  const std::string_view packed = header.take(packed_length);
  if (header.failed() || flavor == kCollection || !brotli().is_there) return std::nullopt;
  std::string unpacked(total, '\0');
  std::size_t length = total;
  const BrotliDecoderResult result =
      brotli().decompress(packed.size(), reinterpret_cast<const std::uint8_t*>(packed.data()), &length,
                          reinterpret_cast<std::uint8_t*>(unpacked.data()));
  if (result != BROTLI_DECODER_RESULT_SUCCESS || length != total) return std::nullopt;
  ByteReader data(unpacked);
  for (WebTable& table : tables) table.bytes = data.take(table.length);
  if (!rebuild_tables(tables)) return std::nullopt;
  return write_font(flavor, tables);
}

}  // namespace

std::uint32_t ByteReader::number(std::size_t length) {
  std::uint32_t value = 0;
  for (const char c : take(length)) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::string_view ByteReader::take(std::size_t count) {
  failed_ = failed_ || count > bytes_.size();
  if (failed_) return {};
  const std::string_view taken = bytes_.substr(0, count);
  bytes_.remove_prefix(count);
  return taken;
}

std::uint32_t ByteReader::base128() {
  std::uint32_t value = 0;
  for (int i = 0; i < 5; ++i) {
    const unsigned byte = u8();
    const bool is_padded = i == 0 && byte == 0x80;
    failed_ = failed_ || is_padded || (value & 0xFE000000) != 0;
    value = value << 7 | (byte & 0x7F);
    if ((byte & 0x80) == 0) return value;
  }
  failed_ = true;
  return 0;
}

unsigned ByteReader::packed_u16() {
  constexpr unsigned kWord = 253;
  const unsigned code = u8();
  if (code == kWord) return u16();
  if (code == 254) return u8() + 2 * kWord;
  return code == 255 ? u8() + kWord : code;
}

void append_number(std::string& out, std::uint32_t number, std::size_t length) {
  for (std::size_t i = length; i-- > 0;) out.push_back(static_cast<char>(number >> (8 * i) & 0xFF));
}

bool is_web_font(std::string_view file) { return file.starts_with("wOFF") || file.starts_with("wOF2"); }

std::optional<std::string> unpack_web_font(std::string_view file) {
  return file.starts_with("wOF2") ? unpack_woff2(file) : unpack_woff(file);
}

}  // namespace gongwen::text
