#include "base/format.h"
#include "pdf/document/detail/font_writer.h"

#include <algorithm>

namespace gongwen::pdf {

std::string subset_tag(std::uint64_t hash) {
  std::string tag;
  for (int i = 0; i < 6; ++i, hash /= 26) tag.push_back(static_cast<char>('A' + hash % 26));
  return tag;
}

namespace {

/// A CMap file of ranges; `head` defines what it is.
std::string cmap_file(std::string_view head, std::string_view section, const std::vector<std::string>& ranges) {
  constexpr std::size_t kMaxRanges = 100;  // in a block (Adobe Technical Note 5014, section 5.5)
  std::string out = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)";
  out.append(head).append("\n1 begincodespacerange<0000><FFFF>endcodespacerange\n");
  for (std::size_t begin = 0; begin < ranges.size(); begin += kMaxRanges) {
    const std::size_t end = std::min(begin + kMaxRanges, ranges.size());
    out += fmt::format("{} begin{}\n", end - begin, section);
    for (std::size_t i = begin; i < end; ++i) out.append(ranges[i]).push_back('\n');
    out += fmt::format("end{}\n", section);
  }
  return out + "endcmap CMapName currentdict/CMap defineresource pop end end";
}

}  // namespace

std::string unicode_map(const std::vector<std::string>& ranges) {
  return cmap_file("/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def", "bfrange",
                   ranges);
}

std::string encoding_map(const std::vector<std::string>& ranges) {
  return cmap_file("/Ordering(Identity)/Supplement 0>>def/CMapName/Gongwen-Codes-H def/CMapType 1 def/WMode 0 def",
                   "cidrange", ranges);
}

void add_descendant_entries(DictionaryWriter& dictionary, text::OutlineFormat format, std::string_view name,
                            const std::string& widths) {
  dictionary.name("Type", "Font");
  dictionary.name("Subtype", format == text::OutlineFormat::Cff ? "CIDFontType0" : "CIDFontType2");
  dictionary.name("BaseFont", name);
  {
    DictionaryWriter system = dictionary.dictionary("CIDSystemInfo");
    system.text("Registry", "Adobe");
    system.text("Ordering", "Identity");
    system.integer("Supplement", 0);
  }
  dictionary.integer("DW", kDefaultWidth);
  dictionary.spelled("W", widths);
}

ObjectNumber write_composite_font(std::string_view name, const CompositeFontParts& parts, FileWriter& file) {
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "Font");
    dictionary.name("Subtype", "Type0");
    dictionary.name("BaseFont", name);
    if (parts.encoding) {
      dictionary.reference("Encoding", *parts.encoding);
    } else {
      dictionary.name("Encoding", "Identity-H");
    }
    dictionary.array("DescendantFonts").reference(parts.descendant);
    dictionary.reference("ToUnicode", parts.unicode_map);
  }
  return file.add(body);
}

}  // namespace gongwen::pdf
