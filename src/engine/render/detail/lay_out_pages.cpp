#include "engine/render/detail/lay_out_pages.h"

#include "base/format.h"
#include "diagnostics/catalogue/text.h"
#include "engine/render/detail/continuation.h"
#include "engine/render/detail/page_stages.h"
#include "layout/inline/text_style.h"
#include "paint/page_codes.h"

#include <algorithm>
#include <optional>
#include <set>

namespace gongwen::engine {
namespace {

/// Adds pages after the form with the texts that its fields have no room for. Returns: false when an error was
/// reported.
bool append_continuation(const std::vector<pdf::FieldWithoutRoom>& fields, const PageSurroundings& surroundings,
                         const DocumentStyles& styles, const BundleFiles& files, PageStages& form,
                         paint::PaintedDocument& painted, std::optional<Continuation>& continuation) {
  if (fields.empty() || surroundings.continuation == nullptr) return true;
  continuation.emplace(*surroundings.continuation, fields, painted.information, surroundings);
  if (!continuation->expand(styles, files) || !continuation->lay_out(form.document())) return false;
  const std::size_t pages = form.document().pages.size();
  if (form.set_pages_after(static_cast<std::int32_t>(continuation->page_count())))
    painted = form.paint(&surroundings.form->fields);
  // A longer number may take a line more, where running text states it.
  const bool is_moved = form.document().pages.size() != pages;
  if (is_moved && !continuation->lay_out(form.document())) return false;
  continuation->append_to(painted);
  return true;
}

}  // namespace

void report_unknown_faces(const DocumentStyles& styles, const text::FontLibrary& fonts,
                          diagnostics::DiagnosticSink& sink) {
  if (styles.font_faces.empty()) return;
  std::set<std::vector<std::string>> reported;
  for (const auto& sheet : styles.rules.sheets()) {
    for (const css::FontFaceRule& rule : sheet->font_faces) {
      std::vector<std::string> names;
      for (const css::FontFaceRule::Source& source : rule.sources) {
        if (source.local) names.push_back(source.name);
      }
      // Files that cannot be used are gone from the rule, and have been reported.
      if (names.size() < rule.sources.size()) continue;
      const bool found = std::any_of(names.begin(), names.end(),
                                     [&](const std::string& name) { return text::is_local_face(fonts, name); });
      if (names.empty() || found || !reported.insert(names).second) continue;
      sink.report(diagnostics::messages::TextUnknownFamily, diagnostics::Origin{rule.span, {}},
                  layout::family_list(names), text::suggested_family(fonts, names));
    }
  }
}

struct LaidOutPages::Implementation {
  explicit Implementation(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
                          const PageSurroundings& surroundings, diagnostics::DiagnosticSink& sink)
      : stages(tree, styles, files, surroundings, sink) {}

  PageStages stages;
  paint::PaintedDocument painted;
  std::optional<pdf::PreparedForm> form;
  std::vector<LaidOutPages::TooWide> too_wide;
  bool is_reduced = false;
  std::optional<Continuation> continuation;
};

LaidOutPages::LaidOutPages() = default;
LaidOutPages::~LaidOutPages() = default;
const paint::PaintedDocument& LaidOutPages::painted() const { return implementation_->painted; }
const std::vector<LaidOutPages::TooWide>& LaidOutPages::too_wide() const { return implementation_->too_wide; }
bool LaidOutPages::is_reduced() const { return implementation_->is_reduced; }
pdf::PreparedForm* LaidOutPages::form() const { return implementation_->form ? &*implementation_->form : nullptr; }

std::unique_ptr<const LaidOutPages> lay_out_pages(dom::Tree& tree, const DocumentStyles& styles,
                                                  const BundleFiles& files, const PageSurroundings& surroundings,
                                                  diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  report_unknown_faces(styles, surroundings.fonts, sink);
  auto pages = std::make_unique<LaidOutPages>();
  pages->implementation_ = std::make_unique<LaidOutPages::Implementation>(tree, styles, files, surroundings, sink);
  LaidOutPages::Implementation& parts = *pages->implementation_;
  dom::Tree* const spent = surroundings.tree == TreeUse::Keep ? nullptr : &tree;
  if (!parts.stages.build_boxes() || !parts.stages.lay_out({}, PageUse::Paint, spent)) return nullptr;
  parts.stages.proofread();
  parts.painted = parts.stages.paint(surroundings.form == nullptr ? surroundings.blanks : &surroundings.form->fields);
  if (surroundings.form != nullptr) {
    parts.form.emplace(parts.painted, *surroundings.form, surroundings.fonts);
    if (surroundings.continuation != nullptr &&
        !append_continuation(parts.form->fields_without_room(parts.painted), surroundings, styles, files, parts.stages,
                             parts.painted, parts.continuation)) {
      return nullptr;
    }
  }
  if (!surroundings.page_code.text.empty()) {
    paint::add_page_codes(parts.painted, {surroundings.page_code.text, surroundings.page_code.label},
                          parts.stages.images());
  }
  if (watch.saw_errors()) return nullptr;
  parts.is_reduced = parts.stages.document().is_reduced;
  for (const layout::WideContent& wide : parts.stages.document().too_wide) {
    parts.too_wide.push_back(
        {parts.stages.boxes().box(wide.box).node, wide.origin, fmt::format("{:.1f}", wide.beyond.to_mm()), wide.page});
  }
  parts.stages.forget_layout();
  return pages;
}

}  // namespace gongwen::engine
