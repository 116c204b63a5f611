#include "sheet/ods/detail/number_styles.h"

#include "base/utf8.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace gongwen::ods {
namespace {

using sheet::FormatPiece;
using sheet::FormatSection;
using sheet::NumberLook;

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

class SectionWriter {
 public:
  SectionWriter(base::XmlWriter& xml, const FormatSection& section) : xml_(xml), section_(section) {}

  void write(const std::string& name, const std::vector<std::pair<std::string, std::string>>& maps) {
    const NumberLook look = look_of(section_);
    xml_.open(element_of(look)).attribute("style:name", name);
    if (!section_.color.empty()) {
      xml_.open("style:text-properties").attribute("fo:color", section_.color).close();
    }
    bool has_digits = false;
    for (std::size_t i = 0; i < section_.pieces.size(); ++i) {
      const FormatPiece& piece = section_.pieces[i];
      switch (piece.kind) {
        case FormatPiece::Kind::Literal:
        case FormatPiece::Kind::Percent: xml_.element("number:text", piece.text); break;
        case FormatPiece::Kind::Text: xml_.open("number:text-content").close(); break;
        case FormatPiece::Kind::Date: write_date(i); break;
        case FormatPiece::Kind::Digits:
          if (look == NumberLook::Date || look == NumberLook::Time) {
            xml_.element("number:text", piece.text);
          } else if (!has_digits) {
            write_digits(piece.text);
            has_digits = true;
          }
          break;
      }
    }
    for (const auto& [condition, style] : maps) {
      xml_.open("style:map").attribute("style:condition", condition).attribute("style:apply-style-name", style).close();
    }
    xml_.close();
  }

 private:
  static std::string_view element_of(NumberLook look) {
    switch (look) {
      case NumberLook::Number: return "number:number-style";
      case NumberLook::Percentage: return "number:percentage-style";
      case NumberLook::Date: return "number:date-style";
      case NumberLook::Time: return "number:time-style";
      case NumberLook::Text: return "number:text-style";
    }
    return "number:number-style";
  }

  void write_digits(const std::string& digits) {
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::string whole = digits.substr(0, point);
    const std::string decimals = point < digits.size() ? digits.substr(point + 1) : std::string();
    const auto count = [](const std::string& text, std::string_view of) {
      return std::to_string(std::count_if(text.begin(), text.end(), [of](char c) { return is_one_of(c, of); }));
    };
    xml_.open("number:number");
    xml_.attribute("number:decimal-places", count(decimals, "0#?"));
    xml_.attribute("number:min-decimal-places", count(decimals, "0"));
    xml_.attribute("number:min-integer-digits", count(whole, "0"));
    if (whole.find(',') != std::string::npos && !whole.ends_with(',')) xml_.attribute("number:grouping", "true");
    if (whole.ends_with(',')) xml_.attribute("number:display-factor", "1000");
    xml_.close();
  }

  void write_date(std::size_t index) {
    const std::string& text = section_.pieces[index].text;
    const bool is_long = text.size() >= 2;
    const auto part = [&](std::string_view name) {
      xml_.open(name);
      if (is_long) xml_.attribute("number:style", "long");
      xml_.close();
    };
    switch (text.front()) {
      case 'y':
        xml_.open("number:year");
        if (text.size() > 2) xml_.attribute("number:style", "long");
        xml_.close();
        break;
      case 'd':
        if (text.size() > 2) {
          xml_.open("number:day-of-week");
          if (text.size() > 3) xml_.attribute("number:style", "long");
          xml_.close();
        } else {
          part("number:day");
        }
        break;
      case 'a': xml_.open("number:day-of-week").attribute("number:style", "long").close(); break;
      case 'A': xml_.open("number:am-pm").close(); break;
      case 'h': part("number:hours"); break;
      case 's': part("number:seconds"); break;
      default:
        if (is_minutes(index)) {
          part("number:minutes");
        } else {
          xml_.open("number:month");
          if (text.size() == 2 || text.size() > 3) xml_.attribute("number:style", "long");
          if (text.size() > 2) xml_.attribute("number:textual", "true");
          xml_.close();
        }
    }
  }

  /// `m` means minutes after hours and before seconds.
  bool is_minutes(std::size_t index) const {
    for (std::size_t i = index; i-- > 0;) {
      if (section_.pieces[i].kind != FormatPiece::Kind::Date) continue;
      if (section_.pieces[i].text.front() == 'h') return true;
      break;
    }
    for (std::size_t i = index + 1; i < section_.pieces.size(); ++i) {
      if (section_.pieces[i].kind == FormatPiece::Kind::Date) return section_.pieces[i].text.front() == 's';
    }
    return false;
  }

  base::XmlWriter& xml_;
  const FormatSection& section_;
};

}  // namespace

bool write_number_style(base::XmlWriter& xml, const std::string& name, std::string_view code) {
  const std::vector<std::string_view> codes = sheet::sections_of(code);
  std::vector<FormatSection> sections;
  for (const std::string_view each : codes) {
    std::optional<FormatSection> section = sheet::read_section(each);
    if (!section) return false;
    sections.push_back(*std::move(section));
  }
  if (sections.size() == 1) {
    SectionWriter(xml, sections.front()).write(name, {});
    return true;
  }
  if (sections.size() > 4) return false;
  // The last section of numbers is the style itself, to which the others are conditions.
  const std::size_t numbers = std::min<std::size_t>(sections.size(), 3);
  std::vector<std::pair<std::string, std::string>> maps;
  constexpr std::string_view kTwo[] = {"value()>=0"};
  constexpr std::string_view kThree[] = {"value()>0", "value()<0"};
  for (std::size_t i = 0; i + 1 < numbers; ++i) {
    const std::string part = name + "P" + std::to_string(i);
    SectionWriter(xml, sections[i]).write(part, {});
    maps.emplace_back(numbers == 2 ? kTwo[i] : kThree[i], part);
  }
  SectionWriter(xml, sections[numbers - 1]).write(name, maps);
  return true;
}

}  // namespace gongwen::ods
