// BoundFront: the cover sheet and the contents of a bound set, made from the bundle `shared/pages/binding` with titles
// and page numbers of the parts.
#pragma once

#include "engine/bind/detail/binding_plan.h"
#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/make_files.h"
#include "flow/volume.h"
#include "paint/display_list.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// A line of the contents.
struct ContentsEntry {
  std::string id;
  std::string label;
  std::string title;
  std::string page;  // as printed
};

/// Made last, when the numbers of all parts are known.
class BoundFront {
 public:
  BoundFront(KindLibrary& kinds, FontSource& fonts) : kinds_(kinds), fonts_(fonts) {}

  /// Makes an odd number of pages if a left-hand page follows, otherwise an even one. If cover and contents cannot have
  /// that number, they are one page short. Returns false if an error was reported. Reports: engine/no-page (to
  /// `plan_run`), and all errors of a page.
  bool make(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool odd, const RenderOptions& options,
            Run& plan_run);
  /// Call once. The pictures of the pages stay in this object, which must outlive the result.
  paint::PaintedDocument paint() { return stages_->paint(nullptr); }
  /// The pages for word processors; this object must outlive them, too.
  flow::Document make_flow(const paint::DocumentInformation& information, const flow::VolumePart& volume) {
    return stages_->make_flow(information, &volume);
  }
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
