#include "flow/docx/detail/numbering_part.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"
#include "flow/docx/detail/fixed_parts.h"
#include "flow/docx/detail/look_writer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace gongwen::docx {

using base::XmlWriter;
using flow::List;
using flow::NumberFormat;

namespace {

std::string_view format_name(NumberFormat format) {
  switch (format) {
    case NumberFormat::Bullet: return "bullet";
    case NumberFormat::Decimal: return "decimal";
    case NumberFormat::LowerLetter: return "lowerLetter";
    case NumberFormat::UpperLetter: return "upperLetter";
    case NumberFormat::LowerRoman: return "lowerRoman";
    case NumberFormat::UpperRoman: return "upperRoman";
    case NumberFormat::Chinese: return "chineseCountingThousand";
    case NumberFormat::Circled: return "decimalEnclosedCircle";
  }
  return {};
}

/// Whether two lists differ only in their first number.
bool is_same_definition(const List& a, const List& b) {
  return a.format == b.format && a.before == b.before && a.after == b.after && a.level == b.level && a.left == b.left &&
         a.hang == b.hang && a.look == b.look;
}

constexpr std::size_t kLevels = 9;  // ISO/IEC 29500-1, 17.9.6

/// A definition: the look of each level. Nested lists are levels of one definition, so that an item can be moved
/// between levels as in lists typed in a word processor.
struct Definition {
  std::array<const List*, kLevels> levels{};

  bool has(const List& list) const {
    const List* const own = levels[list.level];
    return own != nullptr && is_same_definition(*own, list);
  }
};

/// The definitions, and for each list the number of its definition: that of the enclosing list, unless another list in
/// it looks different on the same level.
class Definitions {
 public:
  explicit Definitions(const std::vector<List>& lists) {
    for (const List& list : lists) numbers_.push_back(place(list));
  }

  const std::vector<Definition>& all() const { return all_; }
  std::size_t of_list(std::size_t list) const { return numbers_[list]; }

 private:
  std::size_t place(const List& list) {
    if (list.outer) {
      Definition& around = all_[numbers_[*list.outer]];
      if (around.levels[list.level] == nullptr) around.levels[list.level] = &list;
      if (around.has(list)) return numbers_[*list.outer];
    }
    const auto known = std::find_if(all_.begin(), all_.end(), [&](const Definition& one) { return one.has(list); });
    if (known != all_.end()) return static_cast<std::size_t>(known - all_.begin());
    Definition made;
    if (list.outer && list.format != NumberFormat::Bullet) {
      const auto& around = all_[numbers_[*list.outer]].levels;
      std::copy_n(around.begin(), list.level, made.levels.begin());
    }
    made.levels[list.level] = &list;
    all_.push_back(made);
    return all_.size() - 1;
  }

  std::vector<Definition> all_;
  std::vector<std::size_t> numbers_;
};

void write_level(XmlWriter& xml, std::string& out, const flow::Document& document, const List& list) {
  xml.open("w:lvl").attribute("w:ilvl", std::to_string(list.level));
  write_number(xml, "w:start", 1);
  write_value(xml, "w:numFmt", format_name(list.format));
  const bool is_bullet = list.format == NumberFormat::Bullet;
  write_value(xml, "w:lvlText",
              is_bullet ? list.before : fmt::format("{}%{}{}", list.before, list.level + 1, list.after));
  write_value(xml, "w:lvlJc", "left");
  xml.open("w:pPr").open("w:ind").attribute("w:left", std::to_string(list.left));
  xml.attribute("w:hanging", std::to_string(list.hang)).close().close();
  xml.open("w:rPr").text({});
  // Bullets use the Chinese font, in which they are as wide as on the page.
  out += run_properties(document.run_looks[list.look], nullptr, is_bullet);
  xml.close().close();
}

/// The levels of official documents (GB/T 9704—2012, 7.3.3), and possible further ones.
struct ChineseLevel {
  NumberFormat format;
  std::string_view before, after;
};
constexpr std::array kChineseLevels{
    ChineseLevel{NumberFormat::Chinese, "", "、"}, ChineseLevel{NumberFormat::Chinese, "（", "）"},
    ChineseLevel{NumberFormat::Decimal, "", "."},  ChineseLevel{NumberFormat::Decimal, "（", "）"},
    ChineseLevel{NumberFormat::Circled, "", ""},   ChineseLevel{NumberFormat::LowerLetter, "", "."},
};

/// Turns a list into the one `steps` levels further inside in an official document. Returns whether there is one.
bool go_through_chinese_levels(List& list, std::ptrdiff_t steps) {
  const auto* const own = std::find_if(kChineseLevels.begin(), kChineseLevels.end(), [&](const ChineseLevel& level) {
    const bool has_other_dot = level.after == "." && (list.after == "．" || list.after == "、");
    return list.format == level.format && list.before == level.before && (list.after == level.after || has_other_dot);
  });
  const std::ptrdiff_t wanted = own - kChineseLevels.begin() + steps;
  if (own == kChineseLevels.end() || wanted < 0 || wanted >= std::ssize(kChineseLevels)) return false;
  const ChineseLevel& level = kChineseLevels[static_cast<std::size_t>(wanted)];
  list.format = level.format;
  list.before = level.before;
  list.after = level.after;
  return true;
}

/// The format of lists nested in a list: 1. a. i. 1. …, • ◦ ▪ • …; 一、 （一） 1. （1） ① a. … in Chinese.
void go_inward(List& list, bool is_chinese) {
  if (is_chinese && go_through_chinese_levels(list, 1)) return;
  switch (list.format) {
    case NumberFormat::Bullet: list.before = list.before == "•" ? "◦" : list.before == "◦" ? "▪" : "•"; break;
    case NumberFormat::Decimal:
    case NumberFormat::Chinese:
    case NumberFormat::Circled: list.format = NumberFormat::LowerLetter; break;
    case NumberFormat::LowerLetter:
    case NumberFormat::UpperLetter: list.format = NumberFormat::LowerRoman; break;
    case NumberFormat::LowerRoman:
    case NumberFormat::UpperRoman: list.format = NumberFormat::Decimal; break;
  }
}

/// Writes all levels: those without a list are derived from their neighbours, so that people can move items to them.
std::vector<List> complete_levels(const flow::Document& document, const Definition& definition) {
  constexpr flow::Twips kStep = 420;  // two characters of 10.5 points
  constexpr flow::Twips kTwipsOfHalfPoint = 10;
  const auto signs = [](const List& list) {
    return static_cast<flow::Twips>(base::to_utf32(list.before + list.after).size());
  };
  // Markers with more signs need more room.
  const auto fit_hang = [&](List& list, const List& before) {
    const auto sign = static_cast<flow::Twips>(document.run_looks[list.look].half_points) * kTwipsOfHalfPoint;
    list.hang = std::max<flow::Twips>(list.hang + (signs(list) - signs(before)) * sign, sign);
  };
  const bool is_chinese = std::any_of(definition.levels.begin(), definition.levels.end(), [](const List* level) {
    return level != nullptr && (level->format == NumberFormat::Chinese || level->before == "（");
  });
  std::vector<List> levels(kLevels);
  const auto first = std::find_if(definition.levels.begin(), definition.levels.end(),
                                  [](const List* level) { return level != nullptr; });
  for (std::size_t i = 0; i < kLevels; ++i) {
    if (definition.levels[i] != nullptr) {
      levels[i] = *definition.levels[i];
    } else if (i > 0 && definition.levels.begin() + static_cast<std::ptrdiff_t>(i) > first) {
      levels[i] = levels[i - 1];
      go_inward(levels[i], is_chinese);
      if (is_chinese) fit_hang(levels[i], levels[i - 1]);
      levels[i].left += std::max(levels[i].hang, kStep);
    } else {
      levels[i] = **first;
      const auto outward = static_cast<flow::Twips>((*first)->level - i);
      if (is_chinese && go_through_chinese_levels(levels[i], -outward)) fit_hang(levels[i], **first);
      levels[i].left = std::max(levels[i].left - outward * std::max(levels[i].hang, kStep), levels[i].hang);
    }
    levels[i].level = static_cast<std::uint8_t>(i);
  }
  return levels;
}

void write_definition(XmlWriter& xml, std::string& out, const flow::Document& document, const Definition& definition,
                      std::size_t number) {
  xml.open("w:abstractNum").attribute("w:abstractNumId", std::to_string(number));
  write_value(xml, "w:multiLevelType", "multilevel");
  for (const List& level : complete_levels(document, definition)) write_level(xml, out, document, level);
  xml.close();
}

}  // namespace

std::string numbering_part(const flow::Document& document) {
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("w:numbering").attribute("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
  const Definitions definitions(document.lists);
  for (std::size_t i = 0; i < definitions.all().size(); ++i)
    write_definition(xml, out, document, definitions.all()[i], i);
  for (std::size_t i = 0; i < document.lists.size(); ++i) {
    const List& list = document.lists[i];
    xml.open("w:num").attribute("w:numId", std::to_string(i + 1));
    write_number(xml, "w:abstractNumId", static_cast<long>(definitions.of_list(i)));
    if (list.format != NumberFormat::Bullet) {
      xml.open("w:lvlOverride").attribute("w:ilvl", std::to_string(list.level));
      write_number(xml, "w:startOverride", list.start);
      xml.close();
    }
    xml.close();
  }
  xml.close();
  return out;
}

std::string number_properties(const flow::Document& document, std::size_t list) {
  return fmt::format("<w:numPr><w:ilvl w:val=\"{}\"/><w:numId w:val=\"{}\"/></w:numPr>", document.lists[list].level,
                     list + 1);
}

}  // namespace gongwen::docx
