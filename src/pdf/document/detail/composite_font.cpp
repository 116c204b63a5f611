#include "base/format.h"
#include "pdf/document/detail/font_writer.h"

#include <algorithm>

namespace gongwen::pdf {

std::string subset_tag(std::uint64_t hash) {
  std::string tag;
  for (int i = 0; i < 6; ++i, hash /= 26) tag.push_back(static_cast<char>('A' + hash % 26));
  return tag;
}

std::string unicode_map(const std::vector<std::string>& ranges) {
  constexpr std::size_t kMaxRanges = 100;  // in a block (Adobe Technical Note 5014, section 5.5)
  std::string out =
      "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)"
      "/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
      "1 begincodespacerange<0000><FFFF>endcodespacerange\n";
  for (std::size_t begin = 0; begin < ranges.size(); begin += kMaxRanges) {
    const std::size_t end = std::min(begin + kMaxRanges, ranges.size());
    out += fmt::format("{} beginbfrange\n", end - begin);
    for (std::size_t i = begin; i < end; ++i) out.append(ranges[i]).push_back('\n');
    out += "endbfrange\n";
  }
  return out + "endcmap CMapName currentdict/CMap defineresource pop end end";
}

void add_descendant_entries(DictionaryWriter& dictionary, std::string_view name, const std::string& widths) {
  dictionary.name("Type", "Font");
  dictionary.name("Subtype", "CIDFontType2");
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

ObjectNumber write_composite_font(std::string_view name, ObjectNumber descendant, ObjectNumber unicode_map,
                                  FileWriter& file) {
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "Font");
    dictionary.name("Subtype", "Type0");
    dictionary.name("BaseFont", name);
    dictionary.name("Encoding", "Identity-H");
    dictionary.array("DescendantFonts").reference(descendant);
    dictionary.reference("ToUnicode", unicode_map);
  }
  return file.add(body);
}

}  // namespace gongwen::pdf
