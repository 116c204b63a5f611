#include "flow/detail/head_builder.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::flow {

using base::LayoutUnit;
using css::MarginBox;
using style::ComputedStyle;

namespace {

constexpr std::array kTopBoxes{MarginBox::TopLeftCorner, MarginBox::TopLeft, MarginBox::TopCenter, MarginBox::TopRight,
                               MarginBox::TopRightCorner};
constexpr std::array kBottomBoxes{MarginBox::BottomLeftCorner, MarginBox::BottomLeft, MarginBox::BottomCenter,
                                  MarginBox::BottomRight, MarginBox::BottomRightCorner};

Alignment margin_box_alignment(const ComputedStyle& style) {
  switch (style.text_align.keyword) {
    case style::TextAlign::Center: return Alignment::Center;
    case style::TextAlign::Right:
    case style::TextAlign::End: return Alignment::Right;
    case style::TextAlign::Start:
    case style::TextAlign::Left:
    case style::TextAlign::Justify:
    case style::TextAlign::JustifyAll: break;
  }
  return Alignment::Left;
}

}  // namespace

style::PageContext usual_page(const std::string& name, style::PageSide side) {
  constexpr int kEvenNumber = 4;
  const int number = side == style::PageSide::Left ? kEvenNumber : kEvenNumber + 1;
  return {name, number, side, false, number};
}

/// The boxes of one edge as a paragraph: a single box is aligned, several are separated by tab stops.
std::optional<RunningHead> HeadBuilder::running_head(const style::PageStyle& style, const style::PageContext& context,
                                                     bool is_footer, const PageSetup& page) {
  struct Part {
    const ComputedStyle* style;
    Alignment alignment;
    std::vector<Inline> content;
  };
  std::vector<Part> parts;
  for (const MarginBox name : is_footer ? kBottomBoxes : kTopBoxes) {
    const auto& box_style = style.margin_boxes[static_cast<std::size_t>(name)];
    if (!box_style) continue;
    std::vector<Inline> content = inlines_.head_content(*box_style, context);
    if (content.empty()) continue;
    parts.push_back({box_style.get(), margin_box_alignment(*box_style), std::move(content)});
  }
  if (parts.empty()) return std::nullopt;
  RunningHead head;
  head.is_footer = is_footer;
  const Twips width = page.width - page.left - page.right;
  Paragraph paragraph;
  paragraph.role = is_footer ? "footer" : "header";
  const ComputedStyle& first = *parts.front().style;
  paragraph.run = looks_.look_of(first);
  paragraph.look = paragraph_look(first);
  paragraph.look.first_line = paragraph.look.first_line_characters = 0;
  paragraph.look.keeps_lines = false;
  paragraph.look.alignment = parts.front().alignment;
  // All boxes of an edge share the rule of the first box that has one.
  for (const Part& part : parts) {
    const ComputedStyle& style_of_part = *part.style;
    const auto line = [&](LayoutUnit line_width, style::BorderStyle kind, const style::ColorValue& color,
                          LayoutUnit space) {
      return border_line(line_width, kind, color.resolve(style_of_part.color), space);
    };
    if (paragraph.look.borders.top.kind == LineKind::None) {
      paragraph.look.borders.top = line(style_of_part.border_top_width, style_of_part.border_top_style,
                                        style_of_part.border_top_color, style_of_part.padding_top.length);
    }
    if (paragraph.look.borders.bottom.kind == LineKind::None) {
      paragraph.look.borders.bottom = line(style_of_part.border_bottom_width, style_of_part.border_bottom_style,
                                           style_of_part.border_bottom_color, style_of_part.padding_bottom.length);
    }
  }
  if (parts.size() == 1) {
    paragraph.look.left = to_twips(first.padding_left.length);
    paragraph.look.right = to_twips(first.padding_right.length);
    paragraph.content = std::move(parts.front().content);
  } else {
    paragraph.look.alignment = Alignment::Left;
    const auto add_tab = [&](Twips position, TabAlignment alignment) {
      paragraph.look.tabs.push_back({position, alignment, TabLeader::None});
    };
    add_tab(width / 2, TabAlignment::Center);
    add_tab(width, TabAlignment::Right);
    int at = 0;  // tab stops that have been passed
    for (Part& part : parts) {
      const int wanted = part.alignment == Alignment::Left ? at : part.alignment == Alignment::Center ? 1 : 2;
      for (; at < wanted; ++at) paragraph.content.push_back({paragraph.run, Change::None, {}, Tab{}});
      for (Inline& made : part.content) paragraph.content.push_back(std::move(made));
    }
  }
  head.content.emplace_back(std::move(paragraph));
  return head;
}

/// Boxes at the sides of the sheet become frames, which belong to the head. Their text is upright.
void HeadBuilder::add_side_boxes(const style::PageStyle& style, const style::PageContext& context,
                                 std::optional<RunningHead>& head) {
  const auto page = std::find_if(facts_.pages().begin(), facts_.pages().end(), [&](const PagePlace& place) {
    return place.context.name == context.name && place.context.side == context.side && !place.context.blank;
  });
  if (page == facts_.pages().end()) return;
  for (const SideBox& side : page->side_boxes) {
    const auto& box_style = style.margin_boxes[static_cast<std::size_t>(side.box)];
    if (!box_style) continue;
    Paragraph paragraph;
    paragraph.role = "side";
    paragraph.content = inlines_.head_content(*box_style, context);
    if (paragraph.content.empty()) continue;
    paragraph.run = looks_.look_of(*box_style);
    paragraph.look = paragraph_look(*box_style);
    paragraph.look.alignment = Alignment::Center;
    paragraph.look.first_line = paragraph.look.first_line_characters = 0;
    paragraph.look.keeps_lines = false;
    FramePlace frame;
    frame.width = std::max(to_twips(side.rect.size.width), 1);
    frame.x = std::max(to_twips(side.rect.left()), 1);
    const Twips line = std::max<Twips>(paragraph.look.line, 240);
    const Twips top = to_twips(side.rect.top());
    const Twips free = std::max(to_twips(side.rect.size.height) - line, 0);
    const bool is_low = side.box == MarginBox::LeftBottom || side.box == MarginBox::RightBottom;
    const bool is_middle = side.box == MarginBox::LeftMiddle || side.box == MarginBox::RightMiddle;
    frame.y = std::max(top + (is_low ? free : is_middle ? free / 2 : 0), 1);
    paragraph.look.frame = frame;
    if (!head) head.emplace();
    head->content.emplace_back(std::move(paragraph));
  }
  // A head ends with a separate paragraph, to which the frames belong.
  if (!head || !std::get<Paragraph>(head->content.back()).look.frame) return;
  Scope scope;
  scope.out = &head->content;
  paragraphs_.append_small(scope, kTwipsPerPoint);
}

void HeadBuilder::add_heads(Section& section, const std::string& name, const style::PageContext& first) {
  const auto add = [&](const style::PageContext& context, HeadKind kind) {
    const style::PageStyle& style = state_.input.page_style(context);
    for (const bool is_footer : {false, true}) {
      auto head = running_head(style, context, is_footer, section.page);
      if (!is_footer) add_side_boxes(style, context, head);
      if (!head) continue;
      head->kind = kind;
      section.heads.push_back(*std::move(head));
    }
  };
  const style::PageContext right = usual_page(name, style::PageSide::Right);
  const style::PageContext left = usual_page(name, style::PageSide::Left);
  add(right, HeadKind::Default);
  const auto has_same_boxes = [&](const style::PageStyle& a, const style::PageStyle& b) {
    for (std::size_t i = 0; i < css::kMarginBoxCount; ++i) {
      const bool has_one = a.margin_boxes[i] != nullptr;
      if (has_one != (b.margin_boxes[i] != nullptr)) return false;
      if (has_one && (!(a.margin_boxes[i]->content == b.margin_boxes[i]->content) ||
                      !(a.margin_boxes[i]->text_align == b.margin_boxes[i]->text_align))) {
        return false;
      }
    }
    return true;
  };
  const style::PageStyle& right_style = state_.input.page_style(right);
  const style::PageStyle& left_style = state_.input.page_style(left);
  if (!has_same_boxes(right_style, left_style)) document_.has_even_heads = true;
  add(left, HeadKind::Even);
  const style::PageStyle& usual = first.side == style::PageSide::Left ? left_style : right_style;
  if (!has_same_boxes(state_.input.page_style(first), usual)) {
    section.has_first_page = true;
    add(first, HeadKind::First);
  }
}

}  // namespace gongwen::flow
