#include "flow/detail/flow_state.h"

#include "flow/detail/chart_of.h"
#include "flow/detail/style_names.h"

#include <algorithm>

namespace gongwen::flow {

using boxes::Box;
using boxes::BoxFlow;
using boxes::BoxId;
using boxes::BoxKind;
using dom::AttributeName;
using dom::ElementName;

FlowState::FlowState(const FlowInput& flow_input, diagnostics::DiagnosticSink& findings)
    : input(flow_input),
      context(flow_input.context),
      facts(flow_input.facts),
      sink(findings),
      looks(document, flow_input.faces, flow_input.fonts),
      controls(flow_input.form, flow_input.context.dom, document),
      effects(flow_input, findings) {
  if (input.volume == nullptr) return;
  document.last_bookmark = input.volume->bookmarks_before;
  if (input.volume->start_bookmark) open_bookmarks.push_back(*input.volume->start_bookmark);
}

void FlowState::find_bookmarks() {
  const auto add = [this](std::string_view address) {
    if (address.size() < 2 || !address.starts_with('#')) return;
    if (is_elsewhere(address.substr(1))) return;
    const auto [entry, is_new] = bookmarks.try_emplace(std::string(address.substr(1)));
    if (is_new) entry->second = ++document.last_bookmark;
  };
  for (std::size_t i = 0; i < context.boxes.size(); ++i) {
    const Box& entry = context.boxes.box(BoxId(static_cast<std::uint32_t>(i)));
    if (entry.kind == BoxKind::Reference) add(context.boxes.content_item(entry).target.text);
    if (entry.flow == BoxFlow::Running && entry.part == boxes::BoxPart::Element) {
      const std::string& name = context.styles.style(entry.style).position.running_name;
      running.try_emplace(name, BoxId(static_cast<std::uint32_t>(i)));
    }
    if (entry.node && entry.part == boxes::BoxPart::Element && context.dom.node(entry.node).name == ElementName::A) {
      add(context.dom.attribute_value(entry.node, AttributeName::Href));
    }
  }
}

std::optional<std::size_t> FlowState::character_style_of(BoxId id) {
  const std::string& name = context.style_of(id).office_style;
  if (!effects.takes_style_name(context.box(id), name, StyleKind::Character)) return std::nullopt;
  Style style;
  style.kind = StyleKind::Character;
  style.name = built_in_character_style(name);
  style.is_built_in = !style.name.empty();
  if (!style.is_built_in) style.name = name;
  std::vector<Style>& known = document.character_styles;
  const auto found = std::find_if(known.begin(), known.end(), [&](const Style& one) { return one.name == style.name; });
  const auto number = static_cast<std::size_t>(found - known.begin());
  if (found == known.end()) known.push_back(std::move(style));
  return number;
}

bool FlowState::is_elsewhere(std::string_view id) const {
  return input.volume != nullptr && input.volume->targets_elsewhere.contains(id);
}

std::optional<std::size_t> FlowState::bookmark_of_target(std::string_view id) const {
  if (is_elsewhere(id)) return input.volume->targets_elsewhere.find(id)->second;
  return context.boxes.find_target(id) == nullptr ? std::nullopt : bookmark_at(id);
}

std::optional<std::size_t> FlowState::bookmark_at(std::string_view id) const {
  const auto found = bookmarks.find(id);
  return found == bookmarks.end() ? std::nullopt : std::optional(found->second);
}

PictureId FlowState::add_picture_of(const Box& box, base::Size size) {
  return add_picture(context.boxes.image_of(box), size, box.node ? chart_of(box.node, context.dom, sink) : nullptr);
}

PictureId FlowState::add_picture(const images::Image& image, base::Size size, std::shared_ptr<const Chart> chart) {
  const images::Image& shown = context.boxes.images().at_size(image, size.width.to_px(), size.height.to_px());
  for (PictureId i = 0; i < document.pictures.size(); ++i) {
    const Picture& known = document.pictures[i];
    if (known.image != &shown || known.size != size) continue;
    const bool is_same_chart =
        chart == nullptr || known.chart == nullptr ? chart == known.chart : *chart == *known.chart;
    if (is_same_chart) return i;
  }
  document.pictures.push_back({&shown, size, std::move(chart)});
  return document.pictures.size() - 1;
}

PictureId FlowState::add_photo_frame(base::LayoutUnit room) {
  constexpr double kWidth = 25;  // mm
  const base::LayoutUnit width = std::min(base::LayoutUnit::round_from_mm(kWidth), room);
  document.pictures.push_back({nullptr, base::Size{width, base::LayoutUnit::scaled(width, 7, 5)}});
  return document.pictures.size() - 1;
}

const std::string* HeadStrings::shown(const std::string& name) const {
  for (const NamedTexts* const texts : {&own, &carried, &now}) {
    if (const auto found = texts->find(name); found != texts->end()) return &found->second;
  }
  return nullptr;
}

void HeadStrings::begin_section() {
  carried = now;
  own.clear();
}

void HeadStrings::settle() {
  for (Waiting& one : waiting) {
    own.try_emplace(one.name, one.value);
    now[one.name] = std::move(one.value);
  }
  waiting.clear();
}

int FlowPart::shrunk_to(BoxId id) const {
  for (; id; id = box(id).parent) {
    if (!box(id).is_fitted) continue;
    const BoxPlace* const place = facts_.place_of(id);
    return place == nullptr ? 100 : place->shrunk_to;
  }
  return 100;
}

void FlowPart::collect_marks(BoxId id) {
  const Box& entry = box(id);
  if (!entry.node || entry.part != boxes::BoxPart::Element || context_.boxes.box_of(entry.node) != id) return;
  if (const auto bookmark = state_.bookmark_at(context_.dom.attribute_value(entry.node, AttributeName::Id))) {
    state_.open_bookmarks.push_back(*bookmark);
  }
  const int level = style_of(id).bookmark_level;
  if (level > 0 && !entry.has_inline_children && context_.boxes.bookmark_label(entry.node) != nullptr) {
    constexpr int kDeepestLevel = 9;
    state_.open_level = static_cast<std::uint8_t>(std::min(level, kDeepestLevel));
  }
  if (const auto* const assignments = context_.boxes.string_assignments(entry.node)) {
    for (const boxes::BoxTree::Assignment& assignment : *assignments) {
      state_.strings.waiting.push_back({assignment.name, assignment.value, id});
    }
  }
}

std::string bookmark_name(std::size_t number) { return "_Ref" + std::to_string(100'000'000 + number); }

}  // namespace gongwen::flow
