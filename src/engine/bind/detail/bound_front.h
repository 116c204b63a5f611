// The cover sheet and the contents of a bound set: the bundle `shared/pages/binding`, made with the titles and numbers
// of the parts.
#pragma once

#include "engine/bind/detail/binding_plan.h"
#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/page_stages.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

inline constexpr std::string_view kBindingPage = "binding";

struct ContentsEntry {
  std::string id;
  std::string label;
  std::string title;
  std::string page;  // as it is printed
};

class BoundFront {
 public:
  BoundFront(KindLibrary& kinds, FontSource& fonts) : kinds_(kinds), fonts_(fonts) {}

  /// With an odd number of pages if what follows starts on a left-hand page, otherwise with an even one; if the
  /// contents alone cannot be so, a page is missing. Returns: false when an error was reported. Reports: engine/no-page
  /// (into `plan_run`), and all errors of a page.
  bool make(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool odd, const RenderOptions& options,
            Run& plan_run);
  /// Once. The object must outlive the pages.
  paint::PaintedDocument paint() { return stages_->paint(nullptr); }
  Report report(const RenderOptions& options);

 private:
  bool make_pages(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                  const RenderOptions& options, Run& plan_run);
  data::Document make_data(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                           diagnostics::SourceId source) const;

  KindLibrary& kinds_;
  FontSource& fonts_;
  std::shared_ptr<const CompiledKind> page_;
  std::optional<Run> run_;
  std::shared_ptr<const data::Document> data_;
  std::optional<PreparedDocument> document_;
  std::optional<PageSurroundings> surroundings_;
  std::optional<PageStages> stages_;
};

}  // namespace gongwen::engine
