#include "base/ascii.h"
#include "base/assert.h"
#include "base/escapes.h"
#include "base/sha256.h"
#include "engine/render/detail/lay_out_pages.h"
#include "pdf/write_pdf.h"
#include "svg/write_svg.h"

#include <functional>

namespace gongwen::engine {
namespace {

FinishedFile write_document(const LaidOutPages& pages, const PageWriting& writing, diagnostics::DiagnosticSink& sink) {
  const paint::PaintedDocument& painted = pages.painted();
  pdf::PdfOptions options = writing.pdf;
  options.form = pages.form();
  FinishedFile file{pdf::write_pdf(painted, writing.fonts, options, sink), painted.pages.size()};
  for (const paint::PageDisplay& page : painted.pages) {
    const double around = 2 * page.margin.width.to_pt();
    file.page_sizes.push_back({page.size.width.to_pt() + around, page.size.height.to_pt() + around});
    // Readers of the file see a turned sheet.
    if (page.rotation != 0) std::swap(file.page_sizes.back().width, file.page_sizes.back().height);
  }
  return file;
}

ofd::OfdOptions ofd_options(const PageWriting& writing) {
  ofd::OfdOptions options = writing.ofd;
  options.fallback_date = writing.pdf.fallback_date;
  options.origins = writing.pdf.origins;
  return options;
}

/// A file name as an address from a file beside it.
std::string address_beside(std::string_view name) {
  constexpr std::string_view kPlain = "-._~";
  std::string address;
  for (const char c : name) {
    const bool is_plain = base::is_ascii_alnum(c) || kPlain.find(c) != std::string_view::npos || (c & '\x80') != 0;
    is_plain ? address.push_back(c) : base::append_percent_encoded(address, c);
  }
  return address;
}

using WritePage = std::function<std::string(const paint::PageDisplay& page, std::size_t number)>;

std::vector<FinishedFile> write_each_page(const paint::PaintedDocument& painted, const WritePage& write_page,
                                          const diagnostics::DiagnosticSink& sink) {
  std::vector<FinishedFile> files;
  for (const paint::PageDisplay& page : painted.pages) {
    sink.go_on_now();
    FinishedFile& file = files.emplace_back();
    file.page = files.size();
    file.pages = 1;
    file.bytes = write_page(page, file.page);
  }
  return files;
}

std::vector<FinishedFile> write_files(const LaidOutPages& pages, Format format, const PageWriting& writing,
                                      diagnostics::DiagnosticSink& sink) {
  const paint::PaintedDocument& painted = pages.painted();
  switch (format) {
    case Format::Pdf: {
      std::vector<FinishedFile> files;
      files.push_back(write_document(pages, writing, sink));
      return files;
    }
    case Format::Svg:
      return write_each_page(
          painted,
          [&](const paint::PageDisplay&, std::size_t number) {
            svg::SvgOptions options{"p" + std::to_string(number) + "-"};
            if (!writing.svg_name.empty()) {
              options.address_of_page = [&](std::size_t other) {
                return address_beside(page_path(writing.svg_name, other + 1, painted.pages.size()));
              };
            }
            return svg::write_svg(painted, number - 1, writing.fonts, options);
          },
          sink);
    case Format::Png:
      return write_each_page(
          painted,
          [&](const paint::PageDisplay& page, std::size_t) {
            return sink.has_errors() ? std::string() : raster::rasterize(page, writing.fonts, writing.png, sink);
          },
          sink);
    case Format::Ofd: {
      std::vector<FinishedFile> files;
      files.push_back({ofd::write_ofd(painted, writing.fonts, ofd_options(writing), sink), painted.pages.size()});
      return files;
    }
    case Format::Xlsx: break;
  }
  GONGWEN_ASSERT(false);  // not a format of pages
  return {};
}

}  // namespace

ofd::OfdProfile ofd_profile(OfdProfile profile) {
  switch (profile) {
    case OfdProfile::Archive: break;
    case OfdProfile::Plain: return ofd::OfdProfile::Plain;
  }
  return ofd::OfdProfile::Archive;
}

std::vector<FinishedFile> write_pages(const LaidOutPages& pages, Format format, const PageWriting& writing,
                                      diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  std::vector<FinishedFile> files = write_files(pages, format, writing, sink);
  if (watch.saw_errors()) return {};
  for (FinishedFile& file : files) file.format = format;
  return files;
}

PdfAndOfd write_pdf_and_ofd(const LaidOutPages& pages, PageWriting writing, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  const ofd::OfdOptions options = ofd_options(writing);
  ofd::OfdFile ofd(pages.painted(), writing.fonts, options, sink);
  writing.pdf.ofd_identifier = ofd.identifier();
  PdfAndOfd files{write_document(pages, writing, sink), {}};
  if (watch.saw_errors()) return {};
  files.ofd = {std::move(ofd).finish(base::sha256(files.pdf.bytes)), pages.painted().pages.size()};
  files.pdf.format = Format::Pdf;
  files.ofd.format = Format::Ofd;
  return files;
}

}  // namespace gongwen::engine
