#include "pdf/update/widget_painter.h"

#include "base/format.h"
#include "base/utf8.h"
#include "pdf/document/detail/field_appearance.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gongwen::pdf {
namespace {

constexpr double kLargestAuto = 12;  // of a size that the viewer chooses
constexpr double kSmallestAuto = 4;
constexpr double kListLine = 1.2;

/// Writes the objects of fonts into an update.
class UpdateObjects final : public ObjectWriter {
 public:
  explicit UpdateObjects(FileUpdate& update) : update_(update) {}

  using ObjectWriter::add;
  using ObjectWriter::add_kept_stream;
  using ObjectWriter::add_stream;

  ObjectNumber allocate() override { return update_.allocate(); }
  void add(ObjectNumber number, std::string_view body) override { update_.replace(number, body); }
  void add_stream(ObjectNumber number, std::string_view entries, std::string data, Compress compress) override {
    update_.replace_stream(number, entries, data, compress == Compress::Yes);
  }
  void add_kept_stream(ObjectNumber number, std::string_view entries, std::string_view data) override {
    update_.replace_stream(number, entries, data, false);
  }

 private:
  FileUpdate& update_;
};

std::string real(double value) {
  std::string text = fmt::format("{:.3f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

/// Operators that set a colour; empty if absent.
std::string color_operators(const std::vector<double>& parts, std::string_view gray, std::string_view rgb,
                            std::string_view cmyk) {
  const std::string_view name = parts.size() == 1 ? gray : parts.size() == 3 ? rgb : parts.size() == 4 ? cmyk : "";
  if (name.empty()) return {};
  std::string out;
  for (const double part : parts) out += real(std::clamp(part, 0.0, 1.0)) + " ";
  return out.append(name).append(" ");
}

/// The box as the text sees it: turned boxes have their sides swapped.
std::pair<double, double> inner_size(const WidgetStyle& style) {
  return style.rotation % 180 == 0 ? std::pair{style.width, style.height} : std::pair{style.height, style.width};
}

double size_for(const WidgetStyle& style, double height) {
  if (style.font_size > 0) return style.font_size;
  if (style.has_lines) return kLargestAuto;
  return std::clamp(height * 0.7, kSmallestAuto, kLargestAuto);
}

FieldBox box_of(const WidgetStyle& style) {
  const auto [width, height] = inner_size(style);
  FieldBox box{width, height, size_for(style, height), style.color};
  box.alignment = style.alignment == 1   ? paint::FieldAlignment::Center
                  : style.alignment == 2 ? paint::FieldAlignment::Right
                                         : paint::FieldAlignment::Left;
  box.has_lines = style.has_lines;
  box.comb = style.comb;
  return box;
}

/// Background and border of the box, as its author has set them.
std::string frame(const WidgetStyle& style) {
  const auto [width, height] = inner_size(style);
  std::string out;
  if (const std::string fill = color_operators(style.background, "g", "rg", "k"); !fill.empty()) {
    out += "q " + fill + "0 0 " + real(width) + " " + real(height) + " re f Q ";
  }
  const std::string stroke = color_operators(style.border, "G", "RG", "K");
  if (!stroke.empty() && style.border_width > 0) {
    const double line = style.border_width;
    out += "q " + stroke + real(line) + " w " + real(line / 2) + " " + real(line / 2) + " " + real(width - line) + " " +
           real(height - line) + " re S Q ";
  }
  return out;
}

}  // namespace

DefaultAppearance read_default_appearance(std::string_view text) {
  DefaultAppearance read;
  std::vector<double> numbers;
  const auto channel = [](double part) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(part, 0.0, 1.0) * 255));
  };
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.empty()) return read;
    const std::string_view word = text.substr(0, std::min(text.find_first_of(" \t\r\n"), text.size()));
    text.remove_prefix(word.size());
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error == std::errc() && end == word.data() + word.size()) {
      numbers.push_back(number);
      continue;
    }
    const std::size_t count = numbers.size();
    if (word == "Tf" && count >= 1) read.font_size = std::clamp(numbers.back(), 0.0, 300.0);
    if (word == "g" && count >= 1) {
      const std::uint8_t gray = channel(numbers.back());
      read.color = {gray, gray, gray};
    } else if (word == "rg" && count >= 3) {
      read.color = {channel(numbers[count - 3]), channel(numbers[count - 2]), channel(numbers[count - 1])};
    } else if (word == "k" && count >= 4) {
      const double black = 1 - numbers[count - 1];
      read.color = {channel((1 - numbers[count - 4]) * black), channel((1 - numbers[count - 3]) * black),
                    channel((1 - numbers[count - 2]) * black)};
    }
    if (!word.starts_with('/')) numbers.clear();
  }
}

struct WidgetPainter::Implementation {
  Implementation(const FieldFontFile& source, const std::set<char32_t>& shown, const text::FontLibrary& library,
                 FileUpdate& file)
      : font(source, shown, library), update(file) {
    if (shown.empty()) return;
    UpdateObjects objects(update);
    font.write(objects);
  }

  FieldFont font;
  FileUpdate& update;
};

WidgetPainter::WidgetPainter(const FieldFontFile& font, const std::set<char32_t>& shown,
                             const text::FontLibrary& library, FileUpdate& update)
    : implementation_(std::make_unique<Implementation>(font, shown, library, update)) {}

WidgetPainter::~WidgetPainter() = default;

ObjectNumber WidgetPainter::text(std::u32string_view text, const WidgetStyle& style, bool& fits) {
  const TextAppearance look = text_appearance(text, box_of(style), implementation_->font);
  fits = fits && look.fits;
  return write(frame(style) + look.content, style, !text.empty());
}

ObjectNumber WidgetPainter::list(const std::vector<std::u32string>& lines, const std::vector<bool>& chosen,
                                 const WidgetStyle& style, bool& fits) {
  const auto [width, height] = inner_size(style);
  const double size = style.font_size > 0 ? style.font_size : kLargestAuto;
  const double step = size * kListLine;
  std::size_t first = 0;
  if (static_cast<double>(lines.size()) * step > height - 4) {
    const auto found = std::find(chosen.begin(), chosen.end(), true);
    if (found != chosen.end()) first = static_cast<std::size_t>(found - chosen.begin());
  }
  std::string shown = frame(style) + "/Tx BMC q 1 1 " + real(width - 2) + " " + real(height - 2) + " re W n ";
  std::string texts;
  double top = height - 2;
  for (std::size_t i = first; i < lines.size(); ++i, top -= step) {
    // Half a line is still readable.
    if (chosen[i] && top < step / 2) fits = false;
    if (top <= 0) continue;
    if (chosen[i])
      shown += "0.6 0.757 0.855 rg 1 " + real(top - step) + " " + real(width - 2) + " " + real(step) + " re f ";
    WidgetStyle line = style;
    texts += default_appearance(size, line.color) + " 1 0 0 1 2 " + real(top - size) + " Tm";
    std::string current(FieldFont::kName);
    for (const FieldTextRun& run : implementation_->font.runs(lines[i])) {
      if (run.font != current) texts += " /" + run.font + " " + real(size) + " Tf";
      current = run.font;
      texts += " " + run.codes + " Tj";
    }
    texts += ' ';
  }
  return write(shown + "BT " + texts + "ET Q EMC", style, true);
}

ObjectNumber WidgetPainter::button(bool is_on, const WidgetStyle& style) {
  const auto [width, height] = inner_size(style);
  const double side = std::min(width, height);
  std::string content = frame(style);
  if (content.empty()) {
    content = "q 0 G 0.8 w 0.4 0.4 " + real(width - 0.8) + " " + real(height - 0.8) + " re S Q ";
  }
  if (is_on) {
    const double middle_x = width / 2;
    const double middle_y = height / 2;
    const auto at = [&](double x, double y) {
      return real(middle_x + x * side) + " " + real(middle_y + y * side);
    };
    content += "q 0 G " + real(side * 0.1) + " w " + at(-0.28, 0.0) + " m " + at(-0.08, -0.24) + " l " +
               at(0.28, 0.26) + " l S Q";
  }
  return write(content, style, false);
}

bool WidgetPainter::can_show(std::u32string_view text) const {
  return std::all_of(text.begin(), text.end(), [this](char32_t c) {
    if (c == U'\n' || c == U'\r' || c == U'\t') return true;
    const std::u32string_view one(&c, 1);
    return !implementation_->font.runs(one).empty();
  });
}

ObjectNumber WidgetPainter::write(const std::string& content, const WidgetStyle& style, bool has_text) {
  const auto [width, height] = inner_size(style);
  std::string entries = "/Type/XObject/Subtype/Form/BBox[0 0 " + real(width) + " " + real(height) + "]";
  switch (style.rotation) {
    case 90: entries += "/Matrix[0 1 -1 0 " + real(height) + " 0]"; break;
    case 180: entries += "/Matrix[-1 0 0 -1 " + real(width) + " " + real(height) + "]"; break;
    case 270: entries += "/Matrix[0 -1 1 0 0 " + real(width) + "]"; break;
    default: break;
  }
  entries += "/Resources<<";
  if (has_text) entries += "/Font" + implementation_->font.resources();
  return implementation_->update.add_stream(entries + ">>", content);
}

}  // namespace gongwen::pdf
