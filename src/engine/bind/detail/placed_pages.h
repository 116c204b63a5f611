// PlacedPages: a part of a set that is placed as it is: pages of a PDF by others, or scanned pictures. The template
// `shared/pages/placed` lays out a sheet for each; this class gives each picture its place, and the pages of a PDF
// their links, bookmarks and tags.
#pragma once

#include "engine/bind/detail/binding_plan.h"
#include "engine/core/run.h"
#include "intake/copied_pages.h"
#include "intake/file_reader.h"
#include "paint/display_list.h"
#include "pdf/write_pdf.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

inline constexpr std::string_view kPlacedPage = "placed";

/// Order of the calls for one part: read(), data() for the template, then the part is laid out and
/// painted as any kind is, finish() on the painted pages, add_to() when the set is written. Sheets are in
/// the order of the pages that the plan asks for.
class PlacedPages {
 public:
  /// `planned` must outlive this object and have a value in its member `placed`.
  explicit PlacedPages(const PlannedPart& planned) : planned_(planned), placed_(*planned.placed) {}

  /// Reads the files; those in memory are the plan's. Returns false if an error was reported.
  /// Reports: resources/*, intake/*, engine/bind-*.
  bool read(const DataSource& plan, intake::FileReader& reader, Run& plan_run);
  /// The data of the template `placed`.
  DataSource data(const BindingPlan& set) const;

  /// Gives painted sheets their sizes, pictures their places, and pages of a PDF their own links, bookmarks and tags.
  /// Call once.
  void finish(paint::PaintedDocument& painted, Run& plan_run);
  /// Adds the pages of the PDF, whose first page has the index `first` in the set. This object must outlive the
  /// writing.
  void add_to(pdf::PdfOptions& options, std::size_t first) const;

  /// Whether its pages come from a PDF, so that no other format can show them.
  bool is_pdf() const { return placed_.pictures.empty(); }

 private:
  struct Sheet {
    double width = 0;  // of the placed content, in points
    double height = 0;
    bool has_tags = false;
    std::string address;                   // in the data of the template: `page-2.svg`, `scan-1-a.tif#directory=8`
    const images::Image* image = nullptr;  // after painting
  };

  bool read_pdf(const DataSource& plan, intake::FileReader& reader, Run& plan_run);
  bool read_pictures(const DataSource& plan, Run& plan_run);
  bool add_picture(const PlannedPart::Placed::Picture& picture, std::optional<std::uint64_t> directory, Run& plan_run);
  bool check_state(Run& plan_run) const;
  bool check_facts(Run& plan_run) const;
  void report_losses(Run& plan_run) const;
  void report_claims(const std::optional<std::string>& problem, Run& plan_run);
  std::string alternative(std::size_t index, const BindingPlan& set) const;

  void place(std::size_t index, paint::PaintedDocument& painted);
  std::vector<paint::ElementId> add_tags(paint::PaintedDocument& painted);
  void add_links(std::size_t index, const std::vector<paint::ElementId>& elements, paint::PaintedDocument& painted);
  void add_bookmarks(paint::PaintedDocument& painted) const;
  base::Point point_on(std::uint32_t page, double left, double top) const;

  const PlannedPart& planned_;
  const PlannedPart::Placed& placed_;
  std::string title_;
  std::vector<MemoryFile> files_;  // a blank drawing for a page of a PDF; one scanned file may hold several pages
  std::vector<Sheet> sheets_;
  std::vector<base::Rect> rects_;  // of the placed content, by sheet
  intake::CopiedPages copied_;
  // The objects of the PDF, to which imported pages refer by their index. This object owns them, so it must outlive the
  // writing.
  pdf::ImportedFile file_;
  std::vector<pdf::ImportedPage> imported_;
  // Claims start at the highest and are lowered by report_claims().
  pdf::ArchiveLevel archive_level_ = pdf::ArchiveLevel::A;
  bool is_accessible_ = true;
};

}  // namespace gongwen::engine
