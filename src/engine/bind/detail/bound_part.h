// BoundPart: one document of a bound set, read by itself and laid out after the parts before it.
#pragma once

#include "engine/bind/detail/binding_plan.h"
#include "engine/bind/detail/placed_pages.h"
#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/runs/kind_run.h"
#include "flow/volume.h"
#include "paint/display_list.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// Position of a part among all pages.
struct PartPlace {
  std::int32_t pages_before = 0;
  std::int32_t number_before = 0;  // of the page before, as printed
  bool has_blank_before = false;   // that page is blank, so that the part starts on the right side of the sheet
};

class BoundPart {
 public:
  BoundPart(const PlannedPart& planned, KindLibrary& kinds, FontSource& fonts);

  /// Reads and checks the data. Files in memory are those of `plan`. Errors in the plan's entry are reported to
  /// `plan_run`, others to the part's own report. Returns false if an error was reported. Reports: engine/bind-*, those
  /// of a rendering.
  bool read(const DataSource& source, const BindingPlan& plan, const RenderOptions& options, Run& plan_run);
  /// Expands the template. Returns as `read`.
  bool expand(const RenderOptions& options, Run& plan_run);
  /// Lays out the pages at a position; again if it has changed. Returns as `read`.
  bool lay_out(const PartPlace& place, bool is_first);
  /// Sets the number of the last page of the set, which pages print as the total.
  void set_page_total(std::int32_t last_number);
  /// Returns the finished pages, after comparing them with profiles. Call once, last.
  paint::PaintedDocument paint(Run& plan_run);
  /// Null unless the part is placed as it is.
  const PlacedPages* placed() const { return placed_ ? &*placed_ : nullptr; }
  /// The document for word processors, at its position; after `paint`. Pictures stay in this object.
  flow::Document make_flow(const paint::DocumentInformation& information, flow::VolumePart volume);
  /// The report without confirmed warnings. Call last.
  Report report(const RenderOptions& options);

  const PlannedPart& planned() const { return planned_; }
  const PartPlace& place() const { return place_; }
  const layout::DocumentLayout& layout() const { return stages_->document(); }
  /// Pages before the one with number 1, such as the part's own contents.
  std::int32_t unnumbered_pages() const;
  std::int32_t page_count() const { return static_cast<std::int32_t>(stages_->document().pages.size()); }
  /// Null before the kind is known.
  const CompiledKind* kind() const { return steps_ && steps_->usable() ? &steps_->kind() : nullptr; }
  /// The source that was read; nullopt if the data is not valid.
  const std::optional<DataSource>& source() const { return source_; }
  Run& run() { return steps_->run(); }

 private:
  bool read_placed(const DataSource& source, const BindingPlan& plan, const RenderOptions& options, Run& plan_run);
  std::optional<DataSource> find_data(const DataSource& plan, const RenderOptions& options, Run& plan_run);
  std::optional<DataSource> data_of_pdf(DataSource source, const RenderOptions& options, Run& plan_run);
  bool find_kind(const DataSource& source, Run& plan_run);
  void report_unprinted_label(Run& plan_run) const;

  const PlannedPart& planned_;
  KindLibrary& kinds_;
  FontSource& fonts_;
  std::string kind_name_;
  std::vector<Report> reports_;  // of reading a PDF
  std::unique_ptr<KindRun> steps_;
  std::optional<DataSource> source_;
  const KindOutput* output_ = nullptr;
  std::optional<PreparedDocument> document_;
  std::optional<PageSurroundings> surroundings_;
  std::optional<PageStages> stages_;
  std::optional<PlacedPages> placed_;
  PartPlace place_;
  bool number_runs_on_ = false;
};

}  // namespace gongwen::engine
