#include "engine/bind/detail/bind.h"

#include "diagnostics/catalogue/engine.h"
#include "engine/bind/detail/binding_plan.h"
#include "engine/bind/detail/bound_front.h"
#include "engine/bind/detail/bound_part.h"
#include "engine/bind/detail/page_joiner.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/reports.h"
#include "engine/render/detail/make_docx.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/output_files.h"
#include "engine/runs/detail/check_set.h"
#include "flow/volume.h"
#include "ofd/write_ofd.h"
#include "package/media_type.h"
#include "pdf/write_pdf.h"
#include "resources/read_file.h"
#include "schema/starter.h"

#include <algorithm>
#include <list>
#include <optional>
#include <string>
#include <vector>

// Binds several documents into one file: reads and checks each part, lays it out after the parts before it, and joins
// the pages. Two things depend on each other: the page numbers of a part follow from the pages before it, and a part
// may print the total number of pages; so layout is repeated until nothing changes, at most four times.
namespace gongwen::engine {

namespace messages = diagnostics::messages;

namespace {

/// A part that prints the total may need another page once the total is known, which changes the total again.
constexpr int kMaxLayouts = 4;

/// Whether files of a format have both text in order and an outline.
bool holds_sets(Format format) { return format == Format::Pdf || format == Format::Ofd || format == Format::Docx; }

/// The destination of a part's line in the contents.
std::string part_id(std::size_t index) { return "part-" + std::to_string(index + 1); }

/// The whole call, step by step.
class Binder {
 public:
  Binder(const DataSource& source, const RenderOptions& options, KindLibrary& kinds, FontSource& fonts)
      : source_(source), options_(options), kinds_(kinds), fonts_(fonts), front_(kinds, fonts) {}

  /// Reports of all parts are merged in any case.
  Rendering run(BindingEnd end, const Output& output) {
    Rendering result;
    run_.obey(options_);
    // Writing starts only after everything has been made without an error.
    const bool done = run_.attempt([&] { return suits() && plan_output(end, output) && make(); });
    settle();
    const bool sound = done && !has_errors_ && !run_.sink().has_errors();
    if (sound && end != BindingEnd::Check) finish(end, result);
    reports_.insert(reports_.begin(), std::move(run_).report());
    result.report = merge_reports(std::move(reports_));
    return result;
  }

 private:
  /// Form fields of several documents would have the same names.
  bool suits() {
    if (!options_.fillable) return true;
    run_.sink().report(messages::EngineBindFillable, diagnostics::Origin{});
    return false;
  }

  /// Only formats with pages and structure can hold a set.
  bool plan_output(BindingEnd end, const Output& output) {
    const Format format = output.format.value_or(Format::Pdf);
    output_ = {holds_sets(format) ? format : Format::Pdf, output.path, false};
    if (end != BindingEnd::File) return true;
    const base::Expected<OutputFile> planned = plan_page_output(output, run_.sink());
    if (!planned) return false;
    output_.format = planned->format;
    if (holds_sets(output_.format)) return are_separate_files({&output_, 1}, input_file(source_), run_.sink());
    run_.sink().report(messages::EngineBindOnlyPdf, diagnostics::Origin{}, output.path);
    return false;
  }

  /// All parts are read before any is laid out, so that all errors in their data appear in one report.
  bool make() {
    plan_ = read_binding_plan(source_, options_, run_);
    if (!plan_ || !keeps_inputs()) return false;
    if (!suits_format()) return false;
    for (const PlannedPart& planned : plan_->parts) parts_.emplace_back(planned, kinds_, fonts_);
    // All parts are read even after an error, so that the author gets the messages of all at once.
    bool sound = read_attachments();
    for (BoundPart& part : parts_) sound = part.read(source_, *plan_, options_, run_) && sound;
    check_agreement();
    if (!sound) return false;
    for (BoundPart& part : parts_) sound = part.expand(options_, run_) && sound;
    return sound && lay_out() && join();
  }

  /// Pages of a PDF can be placed only in a PDF, pictures in files with pages.
  bool suits_format() {
    bool suits = true;
    for (const PlannedPart& part : plan_->parts) {
      if (!part.placed) continue;
      const bool needs_pdf = part.placed->pictures.empty();
      if (output_.format == Format::Pdf || (output_.format == Format::Ofd && !needs_pdf)) continue;
      const std::string formats = needs_pdf ? "PDF" : "PDF, OFD";
      run_.sink().report(messages::EngineBindPlacedFormat, part.origin, format_info(output_.format).name, formats);
      suits = false;
    }
    return suits;
  }

  /// Whether the output is separate from all inputs, so that no document of the set is replaced.
  bool keeps_inputs() {
    bool separate = true;
    // The output must not replace a file from which it is made.
    const auto check = [&](const std::string& path) {
      separate = separate && are_separate_files({&output_, 1}, path, run_.sink());
    };
    for (const PlannedPart& part : plan_->parts) {
      check(part.path);
      if (!part.former_path.empty()) check(part.former_path);
      if (!part.placed) continue;
      for (const PlannedPart::Placed::Picture& picture : part.placed->pictures) check(picture.path);
    }
    for (const PlannedAttachment& attachment : plan_->attachments) check(attachment.path);
    return separate;
  }

  /// Files in memory first. An attachment of a missing file is an error, like a missing part.
  bool read_attachments() {
    bool sound = true;
    for (const PlannedAttachment& planned : plan_->attachments) {
      const MemoryFile* const given = find_file(source_.files, planned.path);
      std::string bytes;
      if (given != nullptr) {
        bytes = given->bytes;
      } else {
        base::Expected<std::string> read = resources::read_bytes(planned.path, {}, run_.sink());
        if (!read) {
          sound = false;
          continue;
        }
        bytes = *std::move(read);
      }
      pdf::Attachment attachment{planned.name, planned.media_type, planned.title, std::move(bytes)};
      if (attachment.media_type.empty()) {
        attachment.media_type = package::media_type_of(attachment.bytes, attachment.name);
      }
      attachment.relationship = planned.relationship;
      attachment_origins_.push_back(planned.origin);
      attachments_.push_back(std::move(attachment));
    }
    return sound;
  }

  /// Compares the documents with each other: the same fact must be the same in all of them. With several documents of
  /// one kind it is unknown which belong together.
  void check_agreement() {
    std::vector<SetPaper> papers;
    for (const BoundPart& part : parts_) {
      if (part.source() && part.placed() == nullptr) papers.push_back({*part.kind(), *part.source()});
    }
    check_papers(papers, options_, kinds_, run_);
  }

  /// Repeated until total and positions are stable.
  bool lay_out() {
    // Pages may print the total, and a longer total may change the number of pages: rounds are repeated until both
    // agree.
    for (int round = 0; round < kMaxLayouts; ++round) {
      if (!lay_out_once()) return false;
      const std::int32_t total = last_number();
      for (BoundPart& part : parts_) part.set_page_total(total);
      if (!moved() && last_number() == total) break;
    }
    return true;
  }

  /// The number that is printed on the last page.
  std::int32_t last_number() const { return parts_.back().layout().pages.back().number(); }

  /// Whether any part has other pages before it than when it was laid out.
  bool moved() const {
    const BoundPart* before = nullptr;
    for (const BoundPart& part : parts_) {
      if (before != nullptr) {
        const std::int32_t blank = part.place().has_blank_before ? 1 : 0;
        if (before->place().pages_before + before->page_count() + blank != part.place().pages_before) return true;
      }
      before = &part;
    }
    return false;
  }

  /// Lays all parts out once. Page 1 is a right-hand page; if the first part has pages before it, the front is made to
  /// fit.
  bool lay_out_once() {
    BoundPart& first = parts_.front();
    if (!first.lay_out({}, true)) return false;
    PartPlace place;
    place.pages_before = has_front() && first.unnumbered_pages() % 2 == 1 ? 1 : 0;
    starts_left_ = place.pages_before == 1;
    bool is_first = true;
    for (BoundPart& part : parts_) {
      // A part that starts on the right gets a blank page if the number of pages before is odd.
      place.has_blank_before = !is_first && part.planned().starts_right && place.pages_before % 2 == 1;
      // The blank page is counted, and its number is not printed.
      if (place.has_blank_before) {
        ++place.pages_before;
        ++place.number_before;
      }
      if (part.planned().restarts_number) place.number_before = 0;
      // The first part may have been laid out above.
      const bool is_laid_out = is_first && !starts_left_;
      if (!is_laid_out && !part.lay_out(place, is_first)) return false;
      is_first = false;
      place.pages_before += part.page_count();
      place.number_before = part.layout().pages.back().number();
    }
    return true;
  }

  bool has_front() const { return plan_->has_cover || plan_->has_contents; }

  /// Parts are painted before the front is made, which needs their titles and first pages.
  bool join() {
    PageJoiner joiner(*plan_, run_.origins());
    std::vector<paint::PaintedDocument> painted;
    std::vector<ContentsEntry> entries;
    for (BoundPart& part : parts_) {
      painted.push_back(part.paint(run_));
      const PlannedPart& planned = part.planned();
      const std::string title = planned.title.empty() ? bare_title(painted.back().information.title) : planned.title;
      // Page numbers are final now: the front does not change those of the parts.
      entries.push_back({part_id(entries.size()), planned.label.value_or(std::string()), title,
                         std::to_string(part.layout().pages.front().number())});
    }
    if (has_front()) {
      if (!front_.make(*plan_, entries, starts_left_, options_, run_)) return false;
      joiner.add_front(front_.paint(), starts_left_);
    }
    std::size_t index = 0;
    if (output_.format == Format::Docx) flow_ = join_flow(painted, entries);
    for (BoundPart& part : parts_) {
      const std::size_t blank = part.place().has_blank_before ? 1 : 0;
      first_pages_.push_back(joiner.page_count() + blank);
      joiner.add_part(std::move(painted[index]), {entries[index], part.layout(), part.place(), part.unnumbered_pages(),
                                                  part.planned().origin, part.run().origins()});
      ++index;
    }
    set_ = std::move(joiner).finish();
    // The set has the mark once, in its title.
    set_.information.title += title_mark();
    flow_.properties = flow_properties(set_.information);
    return write_set();
  }

  /// The parts as sections of one document for word processors: their page numbers follow from those of the pages.
  flow::Document join_flow(const std::vector<paint::PaintedDocument>& painted,
                           const std::vector<ContentsEntry>& entries) {
    // Each part has a bookmark at its start, to which contents and references to annexes lead.
    flow::VolumePart volume;
    std::vector<flow::VolumeEntry> lines;
    for (const ContentsEntry& entry : entries) {
      const std::size_t bookmark = ++volume.bookmarks_before;
      lines.push_back({bookmark, entry.page});
      volume.targets_elsewhere.emplace(entry.id, bookmark);
      if (const std::string annex = annex_id(entry.label); !annex.empty()) {
        volume.targets_elsewhere.emplace(annex, bookmark);
      }
    }
    std::vector<flow::JoinedDocument> documents;
    if (has_front()) {
      flow::JoinedDocument& front = documents.emplace_back();
      front.document = front_.make_flow({}, volume);
      flow::refer_to_pages(front.document, lines);
      volume.bookmarks_before = front.document.last_bookmark;
    }
    std::size_t index = 0;
    for (BoundPart& part : parts_) {
      flow::JoinedDocument joined;
      volume.start_bookmark = lines[index].bookmark;
      joined.document = part.make_flow({}, volume);
      joined.title = bare_title(painted[index].information.title);
      const std::int32_t number = part.layout().pages.front().number();
      if (index == 0 || part.planned().restarts_number) joined.first_number = std::max(number, 0);
      const bool starts_sheet = index == 0 ? has_front() : part.place().has_blank_before;
      if (starts_sheet && number % 2 == 1) joined.start = flow::SectionStart::OddPage;
      volume.bookmarks_before = joined.document.last_bookmark;
      documents.push_back(std::move(joined));
      ++index;
    }
    for (std::size_t i = 0; i < attachments_.size(); ++i) {
      run_.sink().report(messages::EngineBindAttachmentLeftOut, attachment_origins_[i], attachments_[i].name);
    }
    return flow::join_documents(std::move(documents), {});
  }

  /// The addition to a title by the mark of a draft.
  std::string title_mark() const {
    return options_.draft.mark.empty() ? std::string() : "（" + options_.draft.mark + "）";
  }

  /// Contents and bookmarks leave out the mark, which the set has once.
  std::string bare_title(std::string title) const {
    if (title.ends_with(title_mark())) title.resize(title.size() - title_mark().size());
    return title;
  }

  /// In memory; finish() writes the file.
  bool write_set() {
    const text::FontLibrary* const fonts = fonts_.get(run_);
    if (fonts == nullptr) return false;
    file_.format = output_.format;
    file_.pages = set_.pages.size();
    file_.bytes = set_bytes(*fonts);
    return !run_.sink().has_errors();
  }

  std::string set_bytes(const text::FontLibrary& fonts) {
    if (output_.format == Format::Docx) return docx_bytes(flow_, kinds_.options(), fonts, run_.sink());
    return output_.format == Format::Ofd ? ofd_bytes(fonts) : pdf_bytes(fonts);
  }

  /// The set has one structure and one outline, so it is written as a single document.
  std::string pdf_bytes(const text::FontLibrary& fonts) {
    pdf::PdfOptions options{kinds_.options().date};
    options.origins = &run_.origins();
    options.attachments = std::move(attachments_);
    std::size_t index = 0;
    for (const BoundPart& part : parts_) {
      if (part.placed() != nullptr) part.placed()->add_to(options, first_pages_[index]);
      ++index;
    }
    return pdf::write_pdf(set_, fonts, options, run_.sink());
  }

  /// OFD attachments are files of the package, reported at their places in the plan.
  std::string ofd_bytes(const text::FontLibrary& fonts) {
    ofd::OfdOptions options{ofd_profile(options_.ofd.profile)};
    options.fallback_date = kinds_.options().date;
    options.origins = &run_.origins();
    for (std::size_t i = 0; i < attachments_.size(); ++i) {
      pdf::Attachment& attachment = attachments_[i];
      options.attachments.push_back({std::move(attachment.name), std::move(attachment.description),
                                     std::move(attachment.bytes), attachment_origins_[i]});
    }
    return ofd::write_ofd(set_, fonts, options, run_.sink());
  }

  /// Collects the reports of all parts, without confirmed warnings.
  void settle() {
    settle_warnings(options_, plan_ ? plan_->document.get() : nullptr, run_);
    for (BoundPart& part : parts_) reports_.push_back(part.report(options_));
    reports_.push_back(front_.report(options_));
    has_errors_ = std::any_of(reports_.begin(), reports_.end(), [](const Report& report) { return !report.ok(); });
  }

  /// The last chance to stop before the file is written.
  void finish(BindingEnd end, Rendering& result) {
    if (options_.hashes) hash_files({&file_, 1});
    const bool written = end != BindingEnd::File || run_.attempt([&] {
      run_.sink().go_on_now();
      if (!options_.force && !keeps_forms({&output_, 1}, {&file_, 1}, kinds_.file_reader(), run_.sink())) return false;
      return write_outputs({&output_, 1}, {&file_, 1}, kinds_.options().temporary_folder, run_.sink());
    });
    if (!written) return;
    RenderedFile file{output_.format, output_.path, {}, file_.size(), file_.pages, file_.sha256};
    if (end == BindingEnd::Bytes) file.bytes = std::move(file_.bytes);
    result.files.push_back(std::move(file));
  }

  const DataSource& source_;
  const RenderOptions& options_;
  KindLibrary& kinds_;
  FontSource& fonts_;
  Run run_;  // of the plan
  OutputFile output_;
  std::optional<BindingPlan> plan_;
  std::list<BoundPart> parts_;
  BoundFront front_;
  bool starts_left_ = false;  // the first part, after the front
  std::vector<pdf::Attachment> attachments_;
  std::vector<diagnostics::Origin> attachment_origins_;
  std::vector<std::size_t> first_pages_;  // of the parts, in the set
  paint::PaintedDocument set_;
  flow::Document flow_;  // for word processors
  FinishedFile file_;
  std::vector<Report> reports_;
  bool has_errors_ = false;
};

}  // namespace

Rendering bind(const DataSource& plan, BindingEnd end, const Output& output, const RenderOptions& options,
               KindLibrary& kinds, FontSource& fonts) {
  return Binder(plan, options, kinds, fonts).run(end, output);
}

/// A plan for people to edit.
std::string new_plan(DataForm form, Language language) {
  schema::StarterOptions options;
  // Two parts show what a plan looks like; the title is left blank for the person.
  options.values = {{"/parts/0/kind", "regulations"},
                    {"/parts/0/data", "regulations.json"},
                    {"/parts/1/kind", "expert-application"},
                    {"/parts/1/data", "expert-application.json"},
                    {"/parts/1/annex", "true"}};
  const schema::Starter starter = schema::make_starter(plan_schema(), options);
  return form == DataForm::Yaml ? schema::write_starter_yaml(starter, language) : schema::write_starter_json(starter);
}

}  // namespace gongwen::engine
