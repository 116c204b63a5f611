#include "sheet/ods/detail/number_styles.h"

#include "base/utf8.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace gongwen::ods {
namespace {

/// A piece of a section of a code: `"年"`, `yyyy`, `#,##0.00`, `%`.
struct Piece {
  enum class Kind { Literal, Digits, Percent, Date, Text } kind = Kind::Literal;
  std::string text;
};

struct Section {
  std::vector<Piece> pieces;
  std::string color;  // of ODF: `#ff0000`
};

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

/// Adds characters to a literal, or starts one.
void add_literal(Section& section, std::string_view text) {
  if (section.pieces.empty() || section.pieces.back().kind != Piece::Kind::Literal) section.pieces.push_back({});
  section.pieces.back().text += text;
}

/// `[Red]` and the like; nullopt for what ODF cannot express.
std::optional<std::string> color_of(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kColors[] = {
      {"red", "#ff0000"},   {"blue", "#0000ff"},    {"green", "#00ff00"}, {"black", "#000000"},
      {"white", "#ffffff"}, {"magenta", "#ff00ff"}, {"cyan", "#00ffff"},  {"yellow", "#ffff00"}};
  for (const auto& [known, color] : kColors) {
    if (base::equals_ignoring_ascii_case(known, name)) return std::string(color);
  }
  return std::nullopt;
}

std::optional<Section> read_section(std::string_view code) {
  Section section;
  for (std::size_t at = 0; at < code.size();) {
    const char c = code[at];
    if (c == '"') {
      const std::size_t end = code.find('"', at + 1);
      if (end == std::string_view::npos) return std::nullopt;
      add_literal(section, code.substr(at + 1, end - at - 1));
      at = end + 1;
    } else if (c == '\\' && at + 1 < code.size()) {
      const std::size_t length = base::decode_utf8(code, at + 1).length;
      add_literal(section, code.substr(at + 1, length));
      at += 1 + length;
    } else if (c == '_' || c == '*') {
      // Room as wide as a character: one blank; filling: nothing.
      if (at + 1 >= code.size()) return std::nullopt;
      if (c == '_') add_literal(section, " ");
      at += 1 + base::decode_utf8(code, at + 1).length;
    } else if (c == '[') {
      const std::size_t end = code.find(']', at);
      if (end == std::string_view::npos) return std::nullopt;
      const std::string_view name = code.substr(at + 1, end - at - 1);
      const std::optional<std::string> color = color_of(name);
      if (color) section.color = *color;
      if (!color && name.starts_with("$")) add_literal(section, name.substr(1, name.find('-') - 1));
      if (!color && !name.starts_with("$")) return std::nullopt;
      at = end + 1;
    } else if (c == '@') {
      section.pieces.push_back({Piece::Kind::Text, "@"});
      ++at;
    } else if (c == '%') {
      section.pieces.push_back({Piece::Kind::Percent, "%"});
      ++at;
    } else if (is_one_of(c, "0#?.,")) {
      const std::size_t end = std::min(code.find_first_not_of("0#?.,", at), code.size());
      section.pieces.push_back({Piece::Kind::Digits, std::string(code.substr(at, end - at))});
      at = end;
    } else if (is_one_of(c, "yYmMdDhHsSaA")) {
      constexpr std::string_view kHalves = "AM/PM";
      if (base::equals_ignoring_ascii_case(code.substr(at, kHalves.size()), kHalves)) {
        section.pieces.push_back({Piece::Kind::Date, std::string(kHalves)});
        at += kHalves.size();
        continue;
      }
      std::size_t end = at;
      const char letter = static_cast<char>(c | 0x20);
      while (end < code.size() && (code[end] | 0x20) == letter) ++end;
      section.pieces.push_back({Piece::Kind::Date, std::string(end - at, letter)});
      at = end;
    } else if (is_one_of(c, "Ee/")) {
      // Powers of ten and fractions; between parts of a date, a stroke is only itself.
      const bool in_date = !section.pieces.empty() && c == '/' && code.find_first_of("0#?") == std::string_view::npos;
      if (!in_date) return std::nullopt;
      add_literal(section, "/");
      ++at;
    } else {
      const std::size_t length = base::decode_utf8(code, at).length;
      add_literal(section, code.substr(at, length));
      at += length;
    }
  }
  return section;
}

std::vector<std::string_view> sections_of(std::string_view code) {
  std::vector<std::string_view> sections;
  std::size_t start = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at <= code.size(); ++at) {
    if (at < code.size() && code[at] == '"') is_quoted = !is_quoted;
    if (at < code.size() && code[at] == '\\') {
      ++at;
      continue;
    }
    if (at < code.size() && (code[at] != ';' || is_quoted)) continue;
    sections.push_back(code.substr(start, std::min(at, code.size()) - start));
    start = at + 1;
  }
  return sections;
}

bool has(const Section& section, Piece::Kind kind) {
  return std::any_of(section.pieces.begin(), section.pieces.end(),
                     [kind](const Piece& piece) { return piece.kind == kind; });
}

NumberLook look_of(const Section& section) {
  if (has(section, Piece::Kind::Text)) return NumberLook::Text;
  if (has(section, Piece::Kind::Percent)) return NumberLook::Percentage;
  if (!has(section, Piece::Kind::Date)) return NumberLook::Number;
  const bool has_day = std::any_of(section.pieces.begin(), section.pieces.end(), [](const Piece& piece) {
    return piece.kind == Piece::Kind::Date && (piece.text.front() == 'y' || piece.text.front() == 'd');
  });
  const bool has_hour = std::any_of(section.pieces.begin(), section.pieces.end(), [](const Piece& piece) {
    return piece.kind == Piece::Kind::Date && (piece.text.front() == 'h' || piece.text.front() == 's');
  });
  return has_day || !has_hour ? NumberLook::Date : NumberLook::Time;
}

class SectionWriter {
 public:
  SectionWriter(base::XmlWriter& xml, const Section& section) : xml_(xml), section_(section) {}

  void write(const std::string& name, const std::vector<std::pair<std::string, std::string>>& maps) {
    const NumberLook look = look_of(section_);
    xml_.open(element_of(look)).attribute("style:name", name);
    if (!section_.color.empty()) {
      xml_.open("style:text-properties").attribute("fo:color", section_.color).close();
    }
    bool has_digits = false;
    for (std::size_t i = 0; i < section_.pieces.size(); ++i) {
      const Piece& piece = section_.pieces[i];
      switch (piece.kind) {
        case Piece::Kind::Literal:
        case Piece::Kind::Percent: xml_.element("number:text", piece.text); break;
        case Piece::Kind::Text: xml_.open("number:text-content").close(); break;
        case Piece::Kind::Date: write_date(i); break;
        case Piece::Kind::Digits:
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

  /// `m` is the minute behind hours and before seconds.
  bool is_minutes(std::size_t index) const {
    for (std::size_t i = index; i-- > 0;) {
      if (section_.pieces[i].kind != Piece::Kind::Date) continue;
      if (section_.pieces[i].text.front() == 'h') return true;
      break;
    }
    for (std::size_t i = index + 1; i < section_.pieces.size(); ++i) {
      if (section_.pieces[i].kind == Piece::Kind::Date) return section_.pieces[i].text.front() == 's';
    }
    return false;
  }

  base::XmlWriter& xml_;
  const Section& section_;
};

}  // namespace

NumberLook look_of(std::string_view code) {
  if (code.empty() || base::equals_ignoring_ascii_case(code, "General")) return NumberLook::Number;
  const std::optional<Section> section = read_section(sections_of(code).front());
  return section ? look_of(*section) : NumberLook::Number;
}

bool write_number_style(base::XmlWriter& xml, const std::string& name, std::string_view code) {
  const std::vector<std::string_view> codes = sections_of(code);
  std::vector<Section> sections;
  for (const std::string_view each : codes) {
    std::optional<Section> section = read_section(each);
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
