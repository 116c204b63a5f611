// From painted pages to files of any format of pages.
#pragma once

#include "engine/core/detail/finished_file.h"
#include "engine/render/detail/lay_out_pages.h"
#include "gongwen/format.h"
#include "raster/rasterize.h"

#include <vector>

namespace gongwen::engine {

/// What each format has to know beyond the pages.
struct PageWriting {
  const text::FontLibrary& fonts;
  pdf::PdfOptions pdf = {};  // but for the form, which the pages have
  raster::RasterOptions png = {};
};

/// The files of one format, whose medium is Medium::Page: one for the document or one for each page. Returns: nothing
/// when an error was reported. Reports: pdf/*, raster/*.
std::vector<FinishedFile> write_pages(const LaidOutPages& pages, Format format, const PageWriting& writing,
                                      diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
