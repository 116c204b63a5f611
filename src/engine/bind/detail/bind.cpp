#include "engine/bind/detail/bind.h"

#include "diagnostics/catalogue/engine.h"
#include "engine/bind/detail/bound_front.h"
#include "engine/bind/detail/bound_part.h"
#include "engine/bind/detail/join_pages.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/reports.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/output_files.h"
#include "engine/runs/detail/check_set.h"
#include "ofd/write_ofd.h"
#include "pdf/write_pdf.h"
#include "resources/read_file.h"
#include "schema/starter.h"

#include <algorithm>
#include <list>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// Parts whose text says how many pages there are may have other pages once it is known.
constexpr int kMaxLayouts = 4;

class Binder {
 public:
  Binder(const DataSource& source, const RenderOptions& options, KindLibrary& kinds, FontSource& fonts)
      : source_(source), options_(options), kinds_(kinds), fonts_(fonts), front_(kinds, fonts) {}

  Rendering run(BindingEnd end, const Output& output) {
    Rendering result;
    run_.obey(options_);
    const bool done = run_.attempt([&] { return suits() && plan_output(end, output) && make(); });
    settle();
    const bool sound = done && !has_errors_ && !run_.sink().has_errors();
    if (sound && end != BindingEnd::Check) finish(end, result);
    reports_.insert(reports_.begin(), std::move(run_).report());
    result.report = merge_reports(std::move(reports_));
    return result;
  }

 private:
  bool suits() {
    if (!options_.fillable) return true;
    run_.sink().report(messages::EngineBindFillable, diagnostics::Origin{});
    return false;
  }

  bool plan_output(BindingEnd end, const Output& output) {
    output_ = {output.format == Format::Ofd ? Format::Ofd : Format::Pdf, output.path, false};
    if (end != BindingEnd::File) return true;
    const base::Expected<OutputFile> planned = plan_page_output(output, run_.sink());
    if (!planned) return false;
    output_.format = planned->format;
    if (output_.format == Format::Pdf || output_.format == Format::Ofd)
      return are_separate_files({&output_, 1}, input_file(source_), run_.sink());
    run_.sink().report(messages::EngineBindOnlyPdf, diagnostics::Origin{}, output.path);
    return false;
  }

  bool make() {
    plan_ = read_binding_plan(source_, options_, run_);
    if (!plan_ || !keeps_inputs()) return false;
    for (const PlannedPart& planned : plan_->parts) parts_.emplace_back(planned, kinds_, fonts_);
    bool sound = read_attachments();
    for (BoundPart& part : parts_) sound = part.read(source_, options_, run_) && sound;
    check_agreement();
    if (!sound) return false;
    for (BoundPart& part : parts_) sound = part.expand(options_, run_) && sound;
    return sound && lay_out() && join();
  }

  /// No document of the set is replaced by it.
  bool keeps_inputs() {
    bool separate = true;
    const auto check = [&](const std::string& path) {
      separate = separate && are_separate_files({&output_, 1}, path, run_.sink());
    };
    for (const PlannedPart& part : plan_->parts) {
      check(part.path);
      if (!part.former_path.empty()) check(part.former_path);
    }
    for (const PlannedAttachment& attachment : plan_->attachments) check(attachment.path);
    return separate;
  }

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
      pdf::Attachment attachment{planned.name, "application/octet-stream", planned.title, std::move(bytes)};
      if (attachment.bytes.starts_with("%PDF-")) attachment.media_type = "application/pdf";
      attachment.relationship = "Supplement";
      attachment_origins_.push_back(planned.origin);
      attachments_.push_back(std::move(attachment));
    }
    return sound;
  }

  /// What the documents say of the same thing must agree. Of several of one kind it is not known what belongs together.
  void check_agreement() {
    std::vector<SetPaper> papers;
    for (const BoundPart& part : parts_) {
      if (part.source()) papers.push_back({*part.kind(), *part.source()});
    }
    check_papers(papers, options_, kinds_, run_);
  }

  bool lay_out() {
    for (int round = 0; round < kMaxLayouts; ++round) {
      if (!lay_out_once()) return false;
      const std::int32_t total = last_number();
      for (BoundPart& part : parts_) part.set_page_total(total);
      if (!moved() && last_number() == total) break;
    }
    return true;
  }

  std::int32_t last_number() const { return parts_.back().layout().pages.back().number(); }

  /// Whether the number of pages before a part has changed since it was laid out.
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

  /// Page 1 is on a right-hand page. Where the first part has pages before it, those of the front make up for them.
  bool lay_out_once() {
    BoundPart& first = parts_.front();
    if (!first.lay_out({}, true)) return false;
    PartPlace place;
    place.pages_before = has_front() && first.unnumbered_pages() % 2 == 1 ? 1 : 0;
    starts_left_ = place.pages_before == 1;
    bool is_first = true;
    for (BoundPart& part : parts_) {
      place.has_blank_before = !is_first && part.planned().starts_right && place.pages_before % 2 == 1;
      if (place.has_blank_before) {
        ++place.pages_before;
        ++place.number_before;
      }
      if (part.planned().restarts_number) place.number_before = 0;
      const bool is_laid_out = is_first && !starts_left_;
      if (!is_laid_out && !part.lay_out(place, is_first)) return false;
      is_first = false;
      place.pages_before += part.page_count();
      place.number_before = part.layout().pages.back().number();
    }
    return true;
  }

  bool has_front() const { return plan_->has_cover || plan_->has_contents; }

  bool join() {
    PageJoiner joiner(*plan_, run_.origins());
    std::vector<paint::PaintedDocument> painted;
    std::vector<ContentsEntry> entries;
    for (BoundPart& part : parts_) {
      painted.push_back(part.paint());
      const PlannedPart& planned = part.planned();
      const std::string title = planned.title.empty() ? bare_title(painted.back().information.title) : planned.title;
      entries.push_back({part_id(entries.size()), planned.label.value_or(std::string()), title,
                         std::to_string(part.layout().pages.front().number())});
    }
    if (has_front()) {
      if (!front_.make(*plan_, entries, starts_left_, options_, run_)) return false;
      joiner.add_front(front_.paint(), starts_left_);
    }
    std::size_t index = 0;
    for (BoundPart& part : parts_) {
      joiner.add_part(std::move(painted[index]), {entries[index], part.layout(), part.place(), part.unnumbered_pages(),
                                                  part.planned().origin, part.run().origins()});
      ++index;
    }
    set_ = std::move(joiner).finish();
    set_.information.title += title_mark();
    return write_set();
  }

  /// What the mark of a draft puts after a title.
  std::string title_mark() const {
    return options_.draft.mark.empty() ? std::string() : "（" + options_.draft.mark + "）";
  }

  /// Contents and bookmarks do not repeat the mark of the set.
  std::string bare_title(std::string title) const {
    if (title.ends_with(title_mark())) title.resize(title.size() - title_mark().size());
    return title;
  }

  bool write_set() {
    const text::FontLibrary* const fonts = fonts_.get(run_);
    if (fonts == nullptr) return false;
    file_.format = output_.format;
    file_.pages = set_.pages.size();
    file_.bytes = output_.format == Format::Ofd ? ofd_bytes(*fonts) : pdf_bytes(*fonts);
    return !run_.sink().has_errors();
  }

  std::string pdf_bytes(const text::FontLibrary& fonts) {
    pdf::PdfOptions options{kinds_.options().date};
    options.origins = &run_.origins();
    options.attachments = std::move(attachments_);
    return pdf::write_pdf(set_, fonts, options, run_.sink());
  }

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

  /// Reports of the parts; confirmed warnings are none.
  void settle() {
    settle_warnings(options_, plan_ ? plan_->document.get() : nullptr, run_);
    for (BoundPart& part : parts_) reports_.push_back(part.report(options_));
    reports_.push_back(front_.report(options_));
    has_errors_ = std::any_of(reports_.begin(), reports_.end(), [](const Report& report) { return !report.ok(); });
  }

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
  paint::PaintedDocument set_;
  FinishedFile file_;
  std::vector<Report> reports_;
  bool has_errors_ = false;
};

}  // namespace

Rendering bind(const DataSource& plan, BindingEnd end, const Output& output, const RenderOptions& options,
               KindLibrary& kinds, FontSource& fonts) {
  return Binder(plan, options, kinds, fonts).run(end, output);
}

std::string new_plan(DataForm form, Language language) {
  schema::StarterOptions options;
  // What a plan looks like is seen from two parts; the title is left to the person.
  options.values = {{"/parts/0/kind", "regulations"},
                    {"/parts/0/data", "regulations.json"},
                    {"/parts/1/kind", "expert-application"},
                    {"/parts/1/data", "expert-application.json"},
                    {"/parts/1/annex", "true"}};
  const schema::Starter starter = schema::make_starter(plan_schema(), options);
  return form == DataForm::Yaml ? schema::write_starter_yaml(starter, language) : schema::write_starter_json(starter);
}

}  // namespace gongwen::engine
