#include "intake/detail/xlsx_looks.h"

#include "base/utf8.h"
#include "intake/cells.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <utility>

// Formats of cells as far as they decide whether a text can be seen: fonts, fills, number formats (ECMA-376-1, 18.8),
// theme colours (20.1.6), and runs of shared texts. All colours become RGB; an unknown one never hides a text.
namespace gongwen::intake {
namespace {

constexpr std::size_t kMostLooks = 100'000;
constexpr std::uint32_t kMostIndent = 250;  // as in Excel

std::uint32_t look_number(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

double look_decimal(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::isfinite(value) ? value : 0;
}

std::optional<CellColor> hex_color(std::string_view text) {
  constexpr std::size_t kDigits = 6;
  if (text.size() < kDigits) return std::nullopt;
  text.remove_prefix(text.size() - kDigits);  // the digits before are the opacity
  CellColor color = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), color, 16);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(color) : std::nullopt;
}

/// The indexed palette (ECMA-376-1, 18.8.27) from 8 on; 0 to 7 repeat 8 to 15.
constexpr std::array<CellColor, 56> kPalette = {
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000, 0x008000,
    0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF,
    0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000,
    0x008080, 0x0000FF, 0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99,
    0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900, 0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966,
    0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333};

std::optional<CellColor> palette_color(std::uint32_t index) {
  constexpr std::uint32_t kFirst = 8;
  constexpr std::uint32_t kGround = 65;
  if (index == kGround) return kWhiteCell;
  const std::uint32_t at = index < kFirst ? index : index - kFirst;
  return at < kPalette.size() ? std::optional(kPalette[at]) : std::nullopt;
}

int channel(CellColor color, unsigned shift) { return static_cast<int>((color >> shift) & 0xFF); }

/// Applies a tint from -1 to 1: towards black below 0, towards white above (ECMA-376-1, 18.8.19).
CellColor tinted(CellColor color, double tint) {
  CellColor out = 0;
  for (const unsigned shift : {16U, 8U, 0U}) {
    const int value = channel(color, shift);
    const double moved = tint < 0 ? value * (1 + tint) : value + (255 - value) * tint;
    out |= static_cast<CellColor>(std::clamp(std::lround(moved), 0L, 255L)) << shift;
  }
  return out;
}

/// The name of a typeface that shows symbols in place of letters; empty for all others.
std::string symbol_typeface(std::string_view name) {
  constexpr auto kTypefaces =
      std::to_array<std::string_view>({"wingdings", "webdings", "symbol", "zapfdingbats", "zapf dingbats", "marlett"});
  const std::string lower = base::ascii_lowercase(name);
  const bool is_one = std::any_of(kTypefaces.begin(), kTypefaces.end(),
                                  [&lower](std::string_view typeface) { return lower.starts_with(typeface); });
  return is_one ? std::string(name) : std::string();
}

class ThemeReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    constexpr std::array<std::string_view, 12> kNames = {"lt1",     "dk1",     "lt2",     "dk2",
                                                         "accent1", "accent2", "accent3", "accent4",
                                                         "accent5", "accent6", "hlink",   "folHlink"};
    const std::string_view local = package::local_name(name);
    if (const auto at = std::find(kNames.begin(), kNames.end(), local); at != kNames.end()) {
      current_ = static_cast<std::size_t>(at - kNames.begin());
    }
    if (current_ >= colors.size() || (local != "srgbClr" && local != "sysClr")) return;
    if (const auto color = hex_color(attributes.find(local == "srgbClr" ? "val" : "lastClr")))
      colors[current_] = *color;
  }
  void end(std::string_view name) override {
    if (package::local_name(name) == "clrScheme") is_done_ = true;
  }
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override { return !is_done_; }

  ThemeColors colors = kOfficeTheme;

 private:
  std::size_t current_ = kOfficeTheme.size();
  bool is_done_ = false;
};

struct Ground {
  std::optional<CellColor> color = kWhiteCell;
  bool is_filled = false;
};

class LookReader final : public package::XmlHandler {
 public:
  LookReader(const ThemeColors& theme, CellLooks& looks) : theme_(theme), looks_(looks), rule_(theme) {}

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (const In list = list_of(local); list != In::Nothing) {
      in_ = list;
    } else if (local == "numFmt" && in_ != In::Differences) {
      codes_[look_number(attributes.find("numFmtId"))] = attributes.find("formatCode");
    } else if (in_ == In::Fonts) {
      start_font(local, attributes);
    } else if (in_ == In::Fills) {
      if (local == "fill") fills_.emplace_back();
      if (!fills_.empty()) start_fill(local, attributes);
    } else if (in_ == In::Cells && local == "xf") {
      add(attributes);
    } else if (in_ == In::Cells && local == "alignment" && !looks_.cells.empty()) {
      looks_.cells.back().indent = std::min(look_number(attributes.find("indent")), kMostIndent);
      looks_.cells.back().wraps = is_true(attributes.find("wrapText"));
      looks_.cells.back().shrinks = is_true(attributes.find("shrinkToFit"));
    } else if (in_ == In::Differences) {
      rule_.start(local, attributes);
    }
  }
  void end(std::string_view name) override {
    const std::string_view local = package::local_name(name);
    if (list_of(local) != In::Nothing) in_ = In::Nothing;
    if (in_ != In::Differences) return;
    rule_.end(local);
    if (local == "dxf") looks_.rules.push_back(rule_.take());
  }
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override {
    return looks_.cells.size() < kMostLooks && fonts_.size() < kMostLooks && fills_.size() < kMostLooks &&
           looks_.rules.size() < kMostLooks;
  }

 private:
  static bool is_true(std::string_view value) { return value == "1" || value == "true"; }

  enum class In : std::uint8_t { Nothing, Fonts, Fills, Cells, Differences };

  static In list_of(std::string_view local) {
    if (local == "fonts") return In::Fonts;
    if (local == "fills") return In::Fills;
    if (local == "cellXfs") return In::Cells;
    return local == "dxfs" ? In::Differences : In::Nothing;
  }

  void start_font(std::string_view local, const package::XmlAttributes& attributes) {
    if (local == "font") fonts_.emplace_back();
    if (fonts_.empty()) return;
    CellLook& font = fonts_.back();
    if (local == "strike") font.is_struck = turns_on(attributes);
    if (local == "name") {
      const std::string_view name = attributes.find("val");
      font.symbols = symbol_typeface(name);
      font.has_latin_type = is_latin_type(name);
    }
    if (local == "sz") {
      const double points = look_decimal(attributes.find("val"));
      font.is_tiny = points < kSmallestText;
      font.half_points = static_cast<std::uint32_t>(std::clamp(points, 1.0, 409.0) * 2 + 0.5);
      if (fonts_.size() == 1) looks_.standard_half_points = font.half_points;
    }
    if (local == "color") font.text = color_of(attributes, theme_).value_or(kBlackText);
  }

  void start_fill(std::string_view local, const package::XmlAttributes& attributes) {
    Ground& fill = fills_.back();
    if (local == "gradientFill") fill = {std::nullopt, true};
    if (local == "patternFill") {
      const std::string_view type = attributes.find("patternType");
      fill.is_filled = !type.empty() && type != "none";
      is_solid_ = type == "solid";
      if (fill.is_filled) fill.color = is_solid_ ? std::optional(kBlackText) : std::nullopt;
    }
    if (local == "fgColor" && fill.is_filled && is_solid_) fill.color = color_of(attributes, theme_);
  }

  void add(const package::XmlAttributes& attributes) {
    const auto font = look_number(attributes.find("fontId"));
    const auto fill = look_number(attributes.find("fillId"));
    CellLook look = font < fonts_.size() ? fonts_[font] : CellLook();
    look.number.id = look_number(attributes.find("numFmtId"));
    if (const auto code = codes_.find(look.number.id); code != codes_.end()) look.number.code = code->second;
    look.is_date = is_date_format(look.number.id, look.number.code);
    if (fill < fills_.size()) {
      look.ground = fills_[fill].color;
      look.has_ground = fills_[fill].is_filled;
    }
    looks_.cells.push_back(std::move(look));
  }

  const ThemeColors& theme_;
  CellLooks& looks_;
  std::map<std::uint32_t, std::string> codes_;
  std::vector<CellLook> fonts_;
  std::vector<Ground> fills_;
  RuleLookReader rule_;
  bool is_solid_ = false;
  In in_ = In::Nothing;
};

}  // namespace

ThemeColors read_theme_colors(XlsxPackage& package, std::string_view part) {
  ThemeReader reader;
  package.read(part, reader);
  return reader.colors;
}

std::optional<CellColor> color_of(const package::XmlAttributes& attributes, const ThemeColors& theme) {
  std::optional<CellColor> color = hex_color(attributes.find("rgb"));
  if (const std::string_view index = attributes.find("theme"); !index.empty()) {
    const std::uint32_t at = look_number(index);
    color = at < theme.size() ? std::optional(theme[at]) : std::nullopt;
  } else if (const std::string_view old = attributes.find("indexed"); !color && !old.empty()) {
    color = palette_color(look_number(old));
  }
  if (!color) return std::nullopt;
  return tinted(*color, std::clamp(look_decimal(attributes.find("tint")), -1.0, 1.0));
}

bool is_same_to_the_eye(CellColor text, CellColor ground) {
  constexpr int kLeast = 24;  // of 255
  for (const unsigned shift : {16U, 8U, 0U}) {
    if (std::abs(channel(text, shift) - channel(ground, shift)) >= kLeast) return false;
  }
  return true;
}

void RuleLookReader::start(std::string_view local, const package::XmlAttributes& attributes) {
  if (local == "font") in_font_ = true;
  if (local == "strike" && in_font_) look_.strikes = turns_on(attributes);
  if (local == "color" && in_font_) look_.text = color_of(attributes, theme_).value_or(kBlackText);
  // In differential formats the colour of a solid fill is bgColor, not fgColor.
  if (local == "patternFill" || local == "gradientFill") look_.has_ground = attributes.find("patternType") != "none";
  if (local == "bgColor") look_.ground = color_of(attributes, theme_);
  if (local == "numFmt") {
    look_.number = NumberFormat{look_number(attributes.find("numFmtId")), std::string(attributes.find("formatCode"))};
  }
}

void RuleLookReader::end(std::string_view local) {
  if (local == "font") in_font_ = false;
}

void RunLookReader::start(std::string_view local, const package::XmlAttributes& attributes) {
  if (local == "r") runs_.emplace_back();
  if (runs_.empty()) return;
  TextRun& run = runs_.back();
  if (local == "strike") run.is_struck = turns_on(attributes);
  if (local == "rFont") run.symbols = symbol_typeface(attributes.find("val"));
  if (local == "sz") run.is_tiny = look_decimal(attributes.find("val")) < kSmallestText;
  if (local == "color") run.color = color_of(attributes, theme_).value_or(kBlackText);
}

void RunLookReader::text(std::string_view piece) {
  if (runs_.empty()) runs_.emplace_back();
  runs_.back().text += piece;
}

RunLooks RunLookReader::take() {
  RunLooks looks{std::exchange(runs_, {})};
  // Most texts have no runs and need no memory for them.
  const bool is_plain = std::none_of(looks.runs.begin(), looks.runs.end(), [](const TextRun& run) {
    return run.is_struck || run.is_tiny.value_or(false) || run.color || !run.symbols.empty();
  });
  if (is_plain) return {};
  for (TextRun& run : looks.runs) run.text = decode_cell_escapes(run.text);
  return looks;
}

bool read_cell_looks(XlsxPackage& package, std::string_view part, const ThemeColors& theme, CellLooks& looks) {
  LookReader reader(theme, looks);
  return package.read(part, reader);
}

}  // namespace gongwen::intake
