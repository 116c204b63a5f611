// One document of a bound set: read and checked, laid out after the others, painted.
#pragma once

#include "engine/bind/detail/binding_plan.h"
#include "engine/core/detail/font_source.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/page_stages.h"
#include "engine/runs/kind_run.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// Where the pages of a part are among those of all parts.
struct PartPlace {
  std::int32_t pages_before = 0;
  std::int32_t number_before = 0;  // of the page before, as it is printed
  bool has_blank_before = false;   // that page is a blank one, for the side of the sheet
};

class BoundPart {
 public:
  BoundPart(const PlannedPart& planned, KindLibrary& kinds, FontSource& fonts);

  /// Reads and checks the data. `plan` gives the files that are in memory. Errors about the part's entry in the plan go
  /// to `plan_run`, all others into the part's own report. Returns: false when an error was reported. Reports:
  /// engine/bind-*, those of a rendering.
  bool read(const DataSource& plan, const RenderOptions& options, Run& plan_run);
  /// Makes the document. Returns as `read`.
  bool expand(const RenderOptions& options, Run& plan_run);
  /// Lays out the pages at their place; another time when it has become another. Returns as `read`.
  bool lay_out(const PartPlace& place, bool is_first);
  /// Says the number of the last page of all parts, which is how many pages a person counts.
  void set_page_total(std::int32_t last_number);
  /// The finished pages, checked against profiles. Once, at the end.
  paint::PaintedDocument paint();
  /// At the end: confirmed warnings are left out, and the report is given.
  Report report(const RenderOptions& options);

  const PlannedPart& planned() const { return planned_; }
  const PartPlace& place() const { return place_; }
  const layout::DocumentLayout& layout() const { return stages_->document(); }
  /// Pages before the one that is numbered 1 by the part itself, such as its own contents.
  std::int32_t unnumbered_pages() const;
  std::int32_t page_count() const { return static_cast<std::int32_t>(stages_->document().pages.size()); }
  /// Null before it is known.
  const CompiledKind* kind() const { return steps_ && steps_->usable() ? &steps_->kind() : nullptr; }
  /// What was read; nothing if the data is not valid.
  const std::optional<DataSource>& source() const { return source_; }
  Run& run() { return steps_->run(); }

 private:
  std::optional<DataSource> find_data(const DataSource& plan, const RenderOptions& options, Run& plan_run);
  std::optional<DataSource> data_of_pdf(DataSource source, const RenderOptions& options, Run& plan_run);
  bool find_kind(const DataSource& source, Run& plan_run);
  void report_unprinted_label(Run& plan_run) const;

  const PlannedPart& planned_;
  KindLibrary& kinds_;
  FontSource& fonts_;
  std::string kind_name_;
  std::vector<Report> reports_;  // of the reading of a PDF
  std::unique_ptr<KindRun> steps_;
  std::optional<DataSource> source_;
  const KindOutput* output_ = nullptr;
  std::optional<PreparedDocument> document_;
  std::optional<PageSurroundings> surroundings_;
  std::optional<PageStages> stages_;
  PartPlace place_;
};

}  // namespace gongwen::engine
