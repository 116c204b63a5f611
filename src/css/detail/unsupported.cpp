#include "base/ascii.h"
#include "css/detail/declaration_parts.h"

#include <array>

namespace gongwen::css {
namespace {

constexpr WayRound kGrid{"use a table, `columns` or `display: flex`", "可改用表格、`columns` 或 `display: flex`"};
constexpr WayRound kPicture{"draw it into a picture: `<img src=\"….svg\">`",
                            "可画成图片，用 `<img src=\"….svg\">` 引入"};
constexpr WayRound kVertical{"put one character on each line with `<br>`, or use a narrow cell",
                             "可用 `<br>` 逐字换行，或用很窄的单元格"};
constexpr WayRound kFace{"choose a face that has the form: `gongwen fonts` lists all",
                         "可选用字形符合要求的字体，`gongwen fonts` 可列出全部字体"};
constexpr WayRound kBorder{"use `border`", "可改用 `border`"};
constexpr WayRound kNone{};

struct Entry {
  std::string_view name;
  WayRound way;
};

/// A name with `*` at its end stands for all that start so.
constexpr std::array kNames = {
    Entry{"grid*", kGrid},
    Entry{"place-*",
          {"use `align-content`, `align-items` and `justify-content`",
           "可改用 `align-content`、`align-items` 和 `justify-content`"}},
    Entry{"justify-items", {"use `justify-content`", "可改用 `justify-content`"}},
    Entry{"justify-self", {"use `margin: auto`", "可改用 `margin: auto`"}},
    Entry{"writing-mode", kVertical},
    Entry{"text-orientation", kVertical},
    Entry{"text-combine-upright", kVertical},
    Entry{"direction", kNone},
    Entry{"unicode-bidi", kNone},
    Entry{"font-variant*", kFace},
    Entry{"font-feature-settings", kFace},
    Entry{"font-variation-settings", {"use `font-weight`", "可改用 `font-weight`"}},
    Entry{"font-stretch", kFace},
    Entry{"font-size-adjust", {"set `font-size`", "可直接设定 `font-size`"}},
    Entry{"font-synthesis*", kNone},
    Entry{"font-optical-sizing", kNone},
    Entry{"font-palette", kNone},
    Entry{"text-rendering", kNone},
    Entry{"box-shadow", kBorder},
    Entry{"text-shadow", kNone},
    Entry{"border-image*", kPicture},
    Entry{"outline*", kBorder},
    Entry{"transform*", kPicture},
    Entry{"rotate", kPicture},
    Entry{"scale", kPicture},
    Entry{"translate",
          {"use `position: relative` with `left` and `top`", "可改用 `position: relative` 与 `left`、`top`"}},
    Entry{"perspective*", kNone},
    Entry{"filter", kPicture},
    Entry{"backdrop-filter", kPicture},
    Entry{"mix-blend-mode", kPicture},
    Entry{"background-blend-mode", kPicture},
    Entry{"isolation", kNone},
    Entry{"clip", kPicture},
    Entry{"clip-path", kPicture},
    Entry{"mask*", kPicture},
    Entry{"shape-*", kNone},
    Entry{"bleed", {"make the page larger by `size`", "可用 `size` 放大页面"}},
    Entry{"marks", {"make the page larger by `size`", "可用 `size` 放大页面"}},
    Entry{"page-orientation", {"give the page its `size` with `landscape`", "可在 `size` 中写 `landscape`"}},
    Entry{"line-clamp", kNone},
    Entry{"text-overflow", kNone},
    Entry{"initial-letter*", {"use `::first-letter` with `float: left`", "可用 `::first-letter` 加 `float: left`"}},
    Entry{"list-style-image", {"use `::marker` or an `<img>`", "可改用 `::marker` 或 `<img>`"}},
    Entry{"background-attachment", kNone},
    Entry{"object-view-box", kPicture},
    Entry{"image-rendering", kNone},
    Entry{"image-orientation", kNone},
    Entry{"text-decoration-skip-ink", kNone},
    Entry{"line-height-step", {"use `block-step`", "可改用 `block-step`"}},
    Entry{"all", kNone},
    Entry{"zoom", kNone},
    Entry{"contain*", kNone},
    Entry{"content-visibility", kNone},
    Entry{"animation*", kNone},
    Entry{"transition*", kNone},
    Entry{"cursor", kNone},
    Entry{"pointer-events", kNone},
    Entry{"user-select", kNone},
    Entry{"resize", kNone},
    Entry{"scroll*", kNone},
    Entry{"-webkit-*", {"write the name without `-webkit-`", "请去掉前缀 `-webkit-`"}},
    Entry{"-moz-*", {"write the name without `-moz-`", "请去掉前缀 `-moz-`"}},
    Entry{"-ms-*", {"write the name without `-ms-`", "请去掉前缀 `-ms-`"}},
    Entry{"-prince-*", kNone},
    Entry{"@container", kNone},
    Entry{"@property", {"give the custom property its value in `:root`", "可在 `:root` 中为自定义属性赋值"}},
    Entry{"@keyframes", kNone},
    Entry{"@scope", {"put the names of the elements into the selectors", "可在选择器中写明上级元素"}},
    Entry{"@starting-style", kNone},
    Entry{"@namespace", kNone},
    Entry{"@font-feature-values", kFace},
    Entry{"@font-palette-values", kNone},
    Entry{"@color-profile", {"write `device-cmyk()`", "可使用 `device-cmyk()`"}},
    Entry{"@position-try", kNone},
    Entry{"@view-transition", kNone},
    Entry{"::first-line", {"put the words of the line into a `<span>`", "可把该行文字放入 `<span>`"}},
    Entry{"::selection", kNone},
    Entry{"::placeholder", kNone},
    Entry{"::backdrop", kNone},
    Entry{":focus-*", kNone},
    Entry{":checked", {"use `[checked]`", "可改用 `[checked]`"}},
    Entry{":disabled", {"use `[disabled]`", "可改用 `[disabled]`"}},
    Entry{":enabled", kNone},
    Entry{":required", {"use `[required]`", "可改用 `[required]`"}},
    Entry{":target", kNone},
    Entry{":dir", kNone},
    Entry{":scope", kNone},
};

struct ValueEntry {
  std::string_view property;  // empty: any
  std::string_view word;
  WayRound way;
};

constexpr std::array kValues = {
    ValueEntry{"display", "grid", kGrid},
    ValueEntry{"display", "inline-grid", kGrid},
    ValueEntry{"display", "run-in", kNone},
    ValueEntry{"position",
               "sticky",
               {"use `position: running()` for content on each page", "每页重复的内容可用 `position: running()`"}},
    ValueEntry{"text-underline-position", "left", kNone},  // of vertical lines
    ValueEntry{"text-underline-position", "right", kNone},
    ValueEntry{"size", "a0", {"write `841mm 1189mm`", "请写 `841mm 1189mm`"}},
    ValueEntry{"size", "a1", {"write `594mm 841mm`", "请写 `594mm 841mm`"}},
    ValueEntry{"size", "a2", {"write `420mm 594mm`", "请写 `420mm 594mm`"}},
    ValueEntry{"size", "a6", {"write `105mm 148mm`", "请写 `105mm 148mm`"}},
    ValueEntry{"size", "a7", {"write `74mm 105mm`", "请写 `74mm 105mm`"}},
    ValueEntry{"size", "a8", {"write `52mm 74mm`", "请写 `52mm 74mm`"}},
    ValueEntry{"size", "a9", {"write `37mm 52mm`", "请写 `37mm 52mm`"}},
    ValueEntry{"size", "a10", {"write `26mm 37mm`", "请写 `26mm 37mm`"}},
    ValueEntry{"", "linear-gradient", kPicture},
    ValueEntry{"", "radial-gradient", kPicture},
    ValueEntry{"", "conic-gradient", kPicture},
    ValueEntry{"", "repeating-linear-gradient", kPicture},
    ValueEntry{"", "repeating-radial-gradient", kPicture},
    ValueEntry{"", "image-set", {"name one picture with `url()`", "请用 `url()` 写一张图片"}},
    ValueEntry{"", "oklch", {"write the colour as `#rrggbb`", "颜色请写成 `#rrggbb`"}},
    ValueEntry{"", "oklab", {"write the colour as `#rrggbb`", "颜色请写成 `#rrggbb`"}},
    ValueEntry{"", "lch", {"write the colour as `#rrggbb`", "颜色请写成 `#rrggbb`"}},
    ValueEntry{"", "lab", {"write the colour as `#rrggbb`", "颜色请写成 `#rrggbb`"}},
    ValueEntry{"", "color-mix", {"write the colour as `#rrggbb`", "颜色请写成 `#rrggbb`"}},
    ValueEntry{"", "round", {"use `calc()`", "可改用 `calc()`"}},
    ValueEntry{"", "mod", {"use `calc()`", "可改用 `calc()`"}},
    ValueEntry{"", "rem", {"use `calc()`", "可改用 `calc()`"}},
};

bool fits(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return base::equals_ignoring_ascii_case(pattern, name);
  pattern.remove_suffix(1);
  return name.size() >= pattern.size() && base::equals_ignoring_ascii_case(pattern, name.substr(0, pattern.size()));
}

}  // namespace

std::optional<WayRound> find_unsupported(std::string_view name) {
  for (const Entry& entry : kNames) {
    if (fits(entry.name, name)) return entry.way;
  }
  return std::nullopt;
}

std::optional<UnsupportedValue> find_unsupported_value(std::string_view property, std::span<const Token> value) {
  for (const Token& token : value) {
    if (token.kind != TokenKind::Ident && token.kind != TokenKind::Function) continue;
    for (const ValueEntry& entry : kValues) {
      const bool is_of_it = entry.property.empty() ? token.kind == TokenKind::Function
                                                   : base::equals_ignoring_ascii_case(entry.property, property);
      if (is_of_it && base::equals_ignoring_ascii_case(entry.word, token.text)) return {{token.text, entry.way}};
    }
  }
  return std::nullopt;
}

}  // namespace gongwen::css
