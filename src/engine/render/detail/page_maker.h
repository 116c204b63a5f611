// PageMaker: lays out a document once, for files in any format of pages.
//    PageMaker pages(kind, output, data, options, run);
//    std::vector<FinishedFile> files = pages.make(Format::Pdf);
#pragma once

#include "base/path.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/make_files.h"
#include "paint/display_list.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// Checks that the document has fields if it is to be a form. Reports: engine/nothing-to-fill-in.
bool has_fields_to_fill_in(const CompiledKind& kind, const PreparedDocument& document, const RenderOptions& options,
                           Run& run);

class PageMaker {
 public:
  /// All arguments must outlive the maker.
  PageMaker(const CompiledKind& kind, const KindOutput& output, const data::Document& data, const MakeOptions& options,
            Run& run, TreeUse tree = TreeUse::Spend)
      : kind_(kind), output_(output), data_(data), options_(options), run_(run), tree_(tree) {}

  /// The files of a format; empty if an error was reported.
  std::vector<FinishedFile> make(Format format);
  /// Call this if PDF and OFD are both requested, once each: they are made together and refer to each other.
  void pair_pdf_with_ofd() { pairs_ = true; }
  /// Call this, before making anything, if the document is also written for word processors.
  void make_flow() { makes_flow_ = !copies_word_file(); }
  /// Call this, before making anything, if no PDF is made: a form then needs neither fields of PDF nor their font.
  void leave_out_pdf_form() { makes_pdf_form_ = false; }
  /// The pages before they are written; null if an error was reported.
  const LaidOutPages* pages();
  /// The document from which the pages were laid out. Needs TreeUse::Keep; valid after pages().
  const PreparedDocument& document() const { return *document_; }

 private:
  void lay_out();
  bool prepare();
  bool copies_word_file() const;
  std::vector<FinishedFile> make_word_copy();
  bool is_pair(Format format) const { return pairs_ && (format == Format::Pdf || format == Format::Ofd); }
  PageWriting writing(Format format) const;
  bool prepare_form(PageSurroundings& surroundings);

  const CompiledKind& kind_;
  const KindOutput& output_;
  const data::Document& data_;
  const MakeOptions& options_;
  Run& run_;
  TreeUse tree_;
  bool is_laid_out_ = false;
  bool is_prepared_ = false;
  std::optional<PreparedDocument> document_;
  pdf::FieldFontFile font_;
  forms::FieldModel fields_;  // the fields to be filled in
  std::optional<pdf::FormSource> form_;
  std::optional<flow::FormSource> flow_form_;  // the form for word processors
  forms::FieldModel laid_out_fields_;
  std::optional<ContinuationSource> continuation_;
  std::optional<PageSurroundings> surroundings_;
  std::unique_ptr<const LaidOutPages> pages_;
  bool pairs_ = false;
  bool makes_flow_ = false;
  bool makes_pdf_form_ = true;
  std::optional<PdfAndOfd> pair_;  // without the files already returned
};

// PagePlaces: finds what is shown at a point of a page, and the place of its source.
//   const PagePlaces places(painted);
//   if (const PagePlace* place = places.at(0, {300, 200})) … place->origin …

/// Something painted, in px of the picture of its page (paint::PagePicture).
struct PagePlace {
  std::uint32_t page = 0;  // from 0
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;
  diagnostics::OriginId origin;
  bool is_content = false;  // texts, images and fields, rather than backgrounds and lines
};

class PagePlaces {
 public:
  explicit PagePlaces(const paint::PaintedDocument& document);

  /// The uppermost object at a point of a page: what is painted there, or text and fields nearby; null in a blank
  /// margin.
  const PagePlace* at(std::size_t page, base::PathPoint point) const;

  /// The first place with the highest rank; `rank` returns 0 for origins that do not qualify. Returns null if none
  /// qualifies.
  const PagePlace* best(const std::function<int(diagnostics::OriginId)>& rank) const;
  /// The area around all places with the same origin on the same page, such as the lines of a text.
  PagePlace around(const PagePlace& place) const;

 private:
  std::vector<PagePlace> places_;  // in the order of painting
};

}  // namespace gongwen::engine
