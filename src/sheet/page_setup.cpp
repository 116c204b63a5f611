#include "sheet/page_setup.h"

#include "diagnostics/catalogue/sheet.h"
#include "sheet/detail/style_format.h"
#include "sheet/limits.h"

#include <algorithm>
#include <array>

namespace gongwen::sheet {
namespace {

using css::MarginBox;
using style::ComputedStyle;
using style::ContentItem;

struct PaperSize {
  Paper paper;
  double width_mm;
  double height_mm;
};

/// Paper sizes in portrait orientation, in mm (ISO 216, ANSI Y14.1).
constexpr std::array kPapers{
    PaperSize{Paper::A3, 297, 420},        PaperSize{Paper::A4, 210, 297},
    PaperSize{Paper::A5, 148, 210},        PaperSize{Paper::B4, 250, 353},
    PaperSize{Paper::B5, 176, 250},        PaperSize{Paper::Letter, 215.9, 279.4},
    PaperSize{Paper::Legal, 215.9, 355.6}, PaperSize{Paper::Ledger, 279.4, 431.8},
};

bool is_near(LayoutUnit a, LayoutUnit b) {
  const LayoutUnit tolerance = LayoutUnit::from_px(2);
  return a - b <= tolerance && b - a <= tolerance;
}

const PaperSize* find_paper(LayoutUnit short_side, LayoutUnit long_side) {
  const auto found = std::find_if(kPapers.begin(), kPapers.end(), [&](const PaperSize& paper) {
    return is_near(LayoutUnit::round_from_mm(paper.width_mm), short_side) &&
           is_near(LayoutUnit::round_from_mm(paper.height_mm), long_side);
  });
  return found == kPapers.end() ? nullptr : found;
}

std::string code_of(const Font& font) {
  // The typeface comes last; otherwise digits at the start of the text would be read as part of the size.
  std::string code = "&" + std::to_string((font.half_points + 1) / 2);
  const std::string_view weight = font.bold ? "Bold" : "Regular";
  code += "&\"" + font.name + "," + std::string(weight) + (font.italic ? " Italic" : "") + "\"";
  return code;
}

void append_code(const HeaderPart& part, std::string& code) {
  if (const auto* field = std::get_if<PageField>(&part)) {
    code += *field == PageField::Number ? "&P" : "&N";
    return;
  }
  if (std::holds_alternative<HeaderPicture>(part)) {
    code += "&G";
    return;
  }
  const std::string& text = std::get<std::string>(part);
  // `&P-1` would mean the previous page's number.
  const bool after_number = code.ends_with("&P") || code.ends_with("&N");
  if (after_number && (text.starts_with('+') || text.starts_with('-'))) code += ' ';
  for (const char c : text) code.append(c == '&' ? 2 : 1, c);
}

class PageReader {
 public:
  PageReader(const style::PageStyle& page, const NamedStrings& strings, const HeaderPictureSource& pictures,
             diagnostics::OriginId origin, diagnostics::DiagnosticSink& sink)
      : page_(page), strings_(strings), pictures_(pictures), origin_(origin), sink_(sink) {}

  PrintSetup read() {
    set_paper();
    set_margins();
    setup_.header = read_line({MarginBox::TopLeft, MarginBox::TopCenter, MarginBox::TopRight});
    setup_.footer = read_line({MarginBox::BottomLeft, MarginBox::BottomCenter, MarginBox::BottomRight});
    setup_.header_distance = distance(setup_.margins.top, setup_.header);
    setup_.footer_distance = distance(setup_.margins.bottom, setup_.footer);
    report_unused_boxes();
    return std::move(setup_);
  }

 private:
  void set_paper() {
    const style::PageSize& size = page_.page.page_size;
    if (size.width > size.height) setup_.orientation = Orientation::Landscape;
    const PaperSize* const paper = find_paper(std::min(size.width, size.height), std::max(size.width, size.height));
    if (paper != nullptr) {
      setup_.paper = paper->paper;
    } else {
      sink_.report(diagnostics::messages::SheetUnknownPaper, origin_, millimetres(size.width),
                   millimetres(size.height));
    }
  }

  static std::int64_t millimetres(LayoutUnit length) { return static_cast<std::int64_t>(length.to_mm() + 0.5); }

  /// Percentages refer to the page size on the same axis (css-page-3 §3.1).
  void set_margins() {
    const ComputedStyle& page = page_.page;
    const auto margin = [](const style::Margin& value, LayoutUnit base) {
      return std::max(value.value.resolve(base), LayoutUnit());
    };
    setup_.margins = {margin(page.margin_top, page.page_size.height), margin(page.margin_right, page.page_size.width),
                      margin(page.margin_bottom, page.page_size.height),
                      margin(page.margin_left, page.page_size.width)};
  }

  HeaderLine read_line(const std::array<MarginBox, 3>& boxes) {
    HeaderLine line;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const auto& style = page_.margin_boxes[static_cast<std::size_t>(boxes[i])];
      if (style) line[i] = read_box(*style, boxes[i]);
    }
    const std::size_t length = utf16_length(header_code(line));
    if (length <= kMaxHeaderUnits) return line;
    sink_.report(diagnostics::messages::SheetHeaderTooLong, origin_, length);
    return {};
  }

  HeaderText read_box(const ComputedStyle& style, MarginBox box) {
    HeaderText text;
    text.font = font_of(style, {});
    for (const ContentItem& item : style.content.items) {
      const bool is_picture = item.kind == ContentItem::Kind::Image && pictures_;
      if (is_picture && find_picture(text) != nullptr) {
        sink_.report(diagnostics::messages::SheetHeaderPictures, origin_, css::margin_box_name(box));
      } else if (is_picture) {
        if (auto picture = pictures_(item.text, {style.content.place, {}}))
          text.parts.emplace_back(*std::move(picture));
      } else if (auto part = read_item(item)) {
        text.parts.push_back(*std::move(part));
      } else {
        sink_.report(diagnostics::messages::SheetHeaderContent, origin_, css::margin_box_name(box));
      }
    }
    return text;
  }

  std::optional<HeaderPart> read_item(const ContentItem& item) const {
    if (item.kind == ContentItem::Kind::Text) return single_line(item.text);
    if (item.kind == ContentItem::Kind::NamedString) {
      std::optional<std::string> text = strings_(item.name);
      return text ? std::optional<HeaderPart>(single_line(*std::move(text))) : std::nullopt;
    }
    if (item.kind != ContentItem::Kind::Counter) return std::nullopt;
    if (item.name == "page") return PageField::Number;
    if (item.name == "pages") return PageField::Count;
    return std::nullopt;
  }

  static std::string single_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
  }

  /// Centres the text and its pictures in the margin.
  static LayoutUnit distance(LayoutUnit margin, const HeaderLine& line) {
    LayoutUnit height;
    for (const HeaderText& text : line) {
      if (!text.parts.empty()) height = std::max(height, em_of(text.font.half_points));
      if (const HeaderPicture* const picture = find_picture(text)) height = std::max(height, picture->height);
    }
    return std::max((margin - height) / 2, LayoutUnit());
  }

  void report_unused_boxes() {
    constexpr std::array kUsed{MarginBox::TopLeft,    MarginBox::TopCenter,    MarginBox::TopRight,
                               MarginBox::BottomLeft, MarginBox::BottomCenter, MarginBox::BottomRight};
    for (std::size_t i = 0; i < css::kMarginBoxCount; ++i) {
      const auto box = static_cast<MarginBox>(i);
      if (!page_.margin_boxes[i] || std::find(kUsed.begin(), kUsed.end(), box) != kUsed.end()) continue;
      sink_.report(diagnostics::messages::SheetMarginBoxUnused, origin_, css::margin_box_name(box));
    }
  }

  const style::PageStyle& page_;
  const NamedStrings& strings_;
  const HeaderPictureSource& pictures_;
  diagnostics::OriginId origin_;
  diagnostics::DiagnosticSink& sink_;
  PrintSetup setup_;
};

base::Size paper_size(const PrintSetup& setup) {
  const auto size =
      std::find_if(kPapers.begin(), kPapers.end(), [&](const PaperSize& paper) { return paper.paper == setup.paper; });
  const LayoutUnit narrow = LayoutUnit::round_from_mm(size->width_mm);
  const LayoutUnit wide = LayoutUnit::round_from_mm(size->height_mm);
  return setup.orientation == Orientation::Landscape ? base::Size{wide, narrow} : base::Size{narrow, wide};
}

}  // namespace

PrintSetup build_print_setup(const style::PageStyle& page, const NamedStrings& strings,
                             const HeaderPictureSource& pictures, diagnostics::OriginId origin,
                             diagnostics::DiagnosticSink& sink) {
  return PageReader(page, strings, pictures, origin, sink).read();
}

LayoutUnit content_width(const PrintSetup& setup) {
  return std::max(paper_size(setup).width - setup.margins.horizontal(), LayoutUnit());
}

LayoutUnit content_height(const PrintSetup& setup) {
  return std::max(paper_size(setup).height - setup.margins.vertical(), LayoutUnit());
}

std::string header_code(const HeaderLine& line) {
  constexpr std::array<std::string_view, 3> kPlaces{"&L", "&C", "&R"};
  std::string code;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i].parts.empty()) continue;
    code += std::string(kPlaces[i]) + code_of(line[i].font);
    for (const HeaderPart& part : line[i].parts) append_code(part, code);
  }
  return code;
}

}  // namespace gongwen::sheet
