#include "pdf/document/detail/field_appearance.h"

#include "base/format.h"
#include "paint/font_usage.h"
#include "pdf/document/detail/drawing_writer.h"

#include <algorithm>
#include <cmath>

namespace gongwen::pdf {
namespace {

constexpr std::u32string_view kNotFirst = U"，。、；：！？）》」』】〕〉”’…—·%％℃,.;:!?)]}";
constexpr std::u32string_view kNotLast = U"（《「『【〔〈“‘([{";

bool is_one_of(char32_t c, std::u32string_view marks) { return marks.find(c) != std::u32string_view::npos; }

/// Characters of Latin words; a line may end between any other two characters.
bool is_of_word(char32_t c) { return c > U' ' && c < 0x2E80 && !is_one_of(c, U"—…“”‘’·"); }

bool may_break(char32_t before, char32_t after) {
  if (after == U' ' || is_one_of(after, kNotFirst) || is_one_of(before, kNotLast)) return false;
  return before == U' ' || !is_of_word(before) || !is_of_word(after);
}

std::u32string without_end_blanks(std::u32string_view line) {
  while (!line.empty() && line.back() == U' ') line.remove_suffix(1);
  return std::u32string(line);
}

/// Breaks a text that has no line feeds.
void break_paragraph(std::u32string_view text, double width, const FieldFont& font, std::vector<std::u32string>& out) {
  std::size_t begin = 0;
  std::size_t opportunity = 0;
  double used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > begin && may_break(text[i - 1], text[i])) opportunity = i;
    used += font.advance(text[i]) / 1000.0;
    if (used <= width || i == begin || text[i] == U' ') continue;
    const std::size_t end = opportunity > begin ? opportunity : i;
    out.push_back(without_end_blanks(text.substr(begin, end - begin)));
    begin = end;
    used = field_text_width(text.substr(begin, i + 1 - begin), font);
  }
  out.push_back(without_end_blanks(text.substr(begin)));
}

}  // namespace

double field_text_width(std::u32string_view text, const FieldFont& font) {
  double width = 0;
  for (const char32_t c : text) width += font.advance(c) / 1000.0;
  return width;
}

std::vector<std::u32string> break_field_text(std::u32string_view text, double width, const FieldFont& font) {
  std::vector<std::u32string> lines;
  while (true) {
    const std::size_t end = text.find(U'\n');
    break_paragraph(text.substr(0, end), width, font, lines);
    if (end == std::u32string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

namespace {

/// The padding between a field's edge and its text; viewers use 0 to 2.5 pt.
constexpr double kInset = 2;
/// Smaller type is illegible in print.
constexpr double kMinSize = 7;
constexpr double kSizeStep = 0.5;
/// The side of a tick box, in em.
constexpr double kTickBoxEm = 0.84;
constexpr std::string_view kEmpty = "/Tx BMC EMC";

void append_points(std::string& out, double points) { append_fixed(out, std::llround(points * 100), 2); }

std::string points(std::initializer_list<double> numbers) {
  std::string out;
  for (const double number : numbers) {
    if (!out.empty()) out.push_back(' ');
    append_points(out, number);
  }
  return out;
}

/// Sets the lines of one text at one font size.
class TextSetter {
 public:
  TextSetter(const FieldBox& box, const FieldFont& font, double size) : box_(box), font_(font), size_(size) {}

  bool fits(std::u32string_view text) const {
    const double room = box_.width - 2 * kInset;
    if (box_.comb != 0) return text.size() <= box_.comb;
    if (!box_.has_lines) return field_text_width(text, font_) * size_ <= room + 0.01;
    const auto lines = break_field_text(text, room / size_, font_);
    // For the last line only the ink must fit, not the whole line height.
    const double height = (static_cast<double>(lines.size() - 1) * kFieldLineStep + 1) * size_;
    return height <= box_.height - kInset + 0.01;
  }

  std::string set(std::u32string_view text) const {
    std::string out = "/Tx BMC q ";
    out += points({1, 1, box_.width - 2, box_.height - 2}) + " re W n BT " + default_appearance(size_, box_.color);
    if (box_.comb != 0) {
      set_comb(text, out);
    } else if (box_.has_lines) {
      set_lines(text, out);
    } else {
      set_line(text, line_start(text), middle(), out);
    }
    return out + " ET Q EMC";
  }

 private:
  /// The baseline of a single line, where most viewers put it.
  double middle() const { return (box_.height - size_) / 2 + 0.1 * size_; }

  double line_start(std::u32string_view line) const {
    const double rest = box_.width - field_text_width(line, font_) * size_;
    switch (box_.alignment) {
      case paint::FieldAlignment::Center: return rest / 2;
      case paint::FieldAlignment::Right: return rest - kInset;
      case paint::FieldAlignment::Left: break;
    }
    return kInset;
  }

  void set_line(std::u32string_view line, double x, double y, std::string& out) const {
    if (line.empty()) return;
    out += " 1 0 0 1 " + points({x, y}) + " Tm";
    std::string current(FieldFont::kName);
    while (!line.empty()) {
      const bool is_private = paint::is_private_character(line.front());
      const auto next =
          is_private ? line.begin() + 1 : std::find_if(line.begin(), line.end(), paint::is_private_character);
      const auto count = static_cast<std::size_t>(next - line.begin());
      if (is_private) out += " " + std::string(kReplacementText);
      show(line.substr(0, count), current, out);
      if (is_private) out += " EMC";
      line.remove_prefix(count);
    }
    if (current != FieldFont::kName) out += " " + default_appearance(size_, box_.color);
  }

  /// `current` is the font in use; updated when another one is selected.
  void show(std::u32string_view text, std::string& current, std::string& out) const {
    for (const FieldTextRun& run : font_.runs(text)) {
      if (run.font != current) out += " /" + run.font + " " + points({size_}) + " Tf";
      current = run.font;
      out += " " + run.codes + " Tj";
    }
  }

  void set_lines(std::u32string_view text, std::string& out) const {
    double y = box_.height - kInset - 0.88 * size_;
    for (const std::u32string& line : break_field_text(text, (box_.width - 2 * kInset) / size_, font_)) {
      set_line(line, line_start(line), y, out);
      y -= kFieldLineStep * size_;
    }
  }

  void set_comb(std::u32string_view text, std::string& out) const {
    const double cell = box_.width / box_.comb;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const std::u32string_view one = text.substr(i, 1);
      const double x = cell * (static_cast<double>(i) + 0.5) - field_text_width(one, font_) * size_ / 2;
      set_line(one, x, middle(), out);
    }
  }

  const FieldBox& box_;
  const FieldFont& font_;
  double size_;
};

}  // namespace

std::string default_appearance(double font_size, css::Color color) {
  std::string out;
  append_name(out, FieldFont::kName);
  out.push_back(' ');
  append_points(out, font_size);
  out += " Tf ";
  std::string operators;
  append_fill_color(operators, color);
  while (!operators.empty() && (operators.back() == '\n' || operators.back() == ' ')) operators.pop_back();
  return out + operators;
}

TextAppearance text_appearance(std::u32string_view text, const FieldBox& box, const FieldFont& font) {
  if (text.empty()) return {std::string(kEmpty), box.font_size, true};
  const double least = std::min(kMinSize, box.font_size);
  for (double size = box.font_size; size > least; size -= kSizeStep) {
    const TextSetter setter(box, font, size);
    if (setter.fits(text)) return {setter.set(text), size, true};
  }
  const TextSetter smallest(box, font, least);
  return {smallest.set(text), least, smallest.fits(text)};
}

std::string blank_appearance(std::u32string_view marks, const FieldBox& box, const FieldFont& font) {
  if (marks.empty()) return std::string(kEmpty);
  const auto count = static_cast<double>(marks.size());
  const double size = std::min(box.font_size, (box.width - 2 * kInset) / count);
  const double rest = box.width - count * size;
  double x = box.alignment == paint::FieldAlignment::Center  ? rest / 2
             : box.alignment == paint::FieldAlignment::Right ? rest - kInset
                                                             : kInset;
  const double y = (box.height - size) / 2 + 0.1 * size;
  base::Path path;
  for (const char32_t c : marks) {
    path.append(font.outline(c), {size, 0, 0, size, x, y});
    x += size;
  }
  std::string out = "/Artifact BMC q ";
  append_fill_color(out, box.color);
  append_path(out, path, {});
  return out + "f Q EMC " + std::string(kEmpty);
}

/// Drawn like ☐ and ☑ of the documents' symbol face, so that a blank form looks the same on paper.
std::string tick_box_appearance(const FieldBox& box, bool ticked) {
  // In em, from the centre of the box.
  constexpr double kReach = 0.4;
  constexpr double kStroke = 0.056;
  constexpr double kTickStroke = 0.076;
  constexpr double kTick[3][2] = {{-0.245, 0.005}, {-0.07, -0.19}, {0.245, 0.23}};
  const double em = std::min(box.width, box.height) / kTickBoxEm;
  const double middle_x = box.width / 2;
  const double middle_y = box.height / 2;
  const double reach = (kReach - kStroke / 2) * em;
  std::string out = "q 0 G " + points({kStroke * em}) + " w " +
                    points({middle_x - reach, middle_y - reach, 2 * reach, 2 * reach}) + " re S";
  if (ticked) {
    out += " " + points({kTickStroke * em}) + " w";
    for (const auto& bend : kTick) {
      out += " " + points({middle_x + bend[0] * em, middle_y + bend[1] * em});
      out += &bend == &kTick[0] ? " m" : " l";
    }
    out += " S";
  }
  return out + " Q";
}

std::string signature_appearance(const FieldBox& box) {
  constexpr double kLine = 0.5;
  return "q 0.5 G " + points({kLine}) + " w " + points({kLine / 2, kLine / 2, box.width - kLine, box.height - kLine}) +
         " re S Q";
}

ObjectNumber write_appearance(const FieldBox& box, std::string_view content, std::string_view fonts, FileWriter& file) {
  std::string entries = "/Type/XObject/Subtype/Form/BBox[0 0 " + points({box.width, box.height}) + "]/Resources<<";
  if (!fonts.empty()) entries.append("/Font").append(fonts);
  return file.add_stream(entries + ">>", std::string(content), Compress::Yes);
}

}  // namespace gongwen::pdf
