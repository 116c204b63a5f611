#include "store/publish/detail/make_edition.h"

#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/rules.h"
#include "engine/render/expand_document.h"
#include "paint/raster/rasterize.h"
#include "store/changes.h"
#include "store/publish/detail/article.h"
#include "store/publish/detail/english_edition.h"
#include "store/publish/detail/site_words.h"
#include "store/publish/detail/verify.h"
#include "store/publish/published_records.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace gongwen::publish {
namespace {

namespace messages = diagnostics::messages;

/// Whether only rules are violated: then templates can handle the data.
bool fits_schema(const diagnostics::DiagnosticSink& sink, std::size_t from) {
  const auto& all = sink.diagnostics();
  return std::none_of(all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())), all.end(),
                      [](const auto& one) {
                        return one.severity == diagnostics::Severity::Error && one.id != messages::RulesViolated;
                      });
}

class EditionMaker {
 public:
  EditionMaker(const EditionPlan& plan, PublishedIssue& outcome, engine::KindRun& steps, NewEdition& edition)
      : plan_(plan), options_(plan.options), outcome_(outcome), steps_(steps), edition_(edition) {}

  bool make(const CollectedIssue& issue) {
    has_workbook_ = steps_.kind().find_output(Format::Xlsx) != nullptr;
    has_picture_ = can_draw_picture();
    const std::size_t told = sink().diagnostics().size();
    const bool read = read_data(issue);
    if (!read && !(options_.preview && fits_schema(sink(), told))) return false;
    if (!steps_.make(formats(), render_options())) return false;
    outcome_.pages = edition_.pages = file_of(Format::Pdf).pages;
    const auto page_tree = expand(Format::Pdf);
    const auto sheet_tree = has_workbook_ ? expand(Format::Xlsx) : std::nullopt;
    const auto name = engine::make_file_name(steps_.kind(), steps_.data(), options_.render, steps_.run());
    if (!page_tree || (has_workbook_ && !sheet_tree) || !name) return false;
    edition_.file_name = *name;
    const diagnostics::ErrorWatch watch(sink());
    const std::size_t unsigned_size = file_of(Format::Pdf).bytes.size();
    if (plan_.signer != nullptr && !options_.preview && !sign_pdf()) return false;
    const FinishedIssue finished{file_of(Format::Pdf).bytes,
                                 has_workbook_ ? std::string_view(file_of(Format::Xlsx).bytes) : std::string_view(),
                                 *page_tree,
                                 sheet_tree ? &*sheet_tree : nullptr,
                                 file_of(Format::Pdf).page_sizes,
                                 options_.render.pdf.attach_data,
                                 second_reader_path(plan_.engine.libexec_folder),
                                 options_.with_ofd ? std::string_view(file_of(Format::Ofd).bytes) : std::string_view(),
                                 plan_.engine.libexec_folder,
                                 std::move(signatures_),
                                 unsigned_size};
    edition_.sections = verify_issue(finished, sheet_checks(plan_.periodical, outcome_.counts), sink());
    list_contents();
    keep_files(issue, *page_tree);
    if (has_picture_ && !watch.saw_errors()) add_article();
    if (options_.with_english && !add_english(plan_, issue, outcome_, edition_)) return false;
    return read && !watch.saw_errors();
  }

 private:
  diagnostics::DiagnosticSink& sink() { return steps_.run().sink(); }

  bool read_data(const CollectedIssue& issue) {
    // Errors refer to records, because users do not know the collected data.
    const bool read = steps_.read(DataSource{plan_.store_name, issue.json}, options_.render);
    steps_.run().documents().add_records(steps_.data().source(), issue.records);
    const data::Value root = steps_.data().root();
    outcome_.counts.clear();
    for (const store::PublishedList& list : plan_.periodical.lists) {
      outcome_.counts.push_back(count_of(list, store::list_member(root, list.member).size()));
    }
    return read;
  }

  std::vector<Format> formats() const {
    std::vector<Format> formats{Format::Pdf};
    if (has_workbook_) formats.push_back(Format::Xlsx);
    if (options_.with_ofd) formats.push_back(Format::Ofd);
    if (has_picture_) formats.push_back(Format::Png);
    return formats;
  }

  RenderOptions render_options() const {
    RenderOptions making = options_.render;
    making.png.dpi = kPictureDpi;
    making.pdf.signable = plan_.signer != nullptr && plan_.signer->needs_fields();
    return making;
  }

  /// The finished file of a format; of pictures the first, which shows the first page.
  engine::FinishedFile& file_of(Format format) {
    const std::vector<Format> made = formats();
    return steps_.files()[static_cast<std::size_t>(std::find(made.begin(), made.end(), format) - made.begin())];
  }

  std::optional<dom::Tree> expand(Format format) {
    return engine::expand_document(steps_.kind(), *steps_.kind().find_output(format), steps_.data(), options_.render,
                                   steps_.run());
  }

  /// Whether a picture of the first page can be drawn; a preview needs none.
  bool can_draw_picture() {
    if (options_.preview) return false;
    const std::optional<base::LibraryError>& error = raster::find_rasterizer();
    if (error) sink().report(messages::PublishNoPicture, diagnostics::Origin{}, error->reason);
    return !error;
  }

  /// Signs before the finished files are read back, so that the published bytes are the verified ones.
  bool sign_pdf() {
    engine::FinishedFile& pdf = file_of(Format::Pdf);
    const UnsignedPdf unsigned_pdf{file_name(".pdf"), pdf.bytes, pdf.pages};
    std::optional<SignedEdition> made = plan_.signer->sign(unsigned_pdf, options_.now, sink());
    if (!made) return false;
    pdf.bytes = std::move(made->bytes);
    edition_.signature = std::move(made->signature);
    signatures_ = std::move(made->found);
    return true;
  }

  void list_contents() {
    for (const SectionHeadings& section : edition_.sections) {
      outcome_.contents.push_back(section.title);
      for (std::size_t i = 0; i < section.items.size(); ++i) {
        outcome_.contents.push_back("  " + std::to_string(i + 1) + ". " + section.items[i]);
      }
    }
  }

  std::string file_name(const char* extension) const { return plan_.periodical.files + extension; }

  void keep_files(const CollectedIssue& issue, const dom::Tree& page_tree) {
    const Language language = language_of_tag(plan_.periodical.language);
    edition_.files = {{file_name(".pdf"), std::move(file_of(Format::Pdf).bytes)}};
    if (has_workbook_) edition_.files.push_back({file_name(".xlsx"), std::move(file_of(Format::Xlsx).bytes)});
    if (options_.with_ofd) edition_.files.push_back({file_name(".ofd"), std::move(file_of(Format::Ofd).bytes)});
    edition_.files.push_back({kDataName, issue.json});
    edition_.files.push_back({kTextName, issue_text(page_tree, language)});
    if (has_picture_) edition_.files.push_back({kPictureName, std::move(file_of(Format::Png).bytes)});
  }

  void add_article() {
    engine::Run& run = steps_.run();
    const auto text = std::find_if(edition_.files.begin(), edition_.files.end(),
                                   [](const SiteFile& file) { return file.path == kTextName; });
    const store::Periodical& periodical = plan_.periodical;
    const std::string issuer(store::text_member(steps_.data().root(), periodical.issuer));
    const ArticleSource source{edition_.file_name, periodical.title,    issuer,           text->bytes,
                               periodical.files,   periodical.language, edition_.sections};
    for (SiteFile& file :
         make_article(source, plan_.fonts, options_.render, {run.sources(), run.documents(), run.sink()})) {
      edition_.files.push_back(std::move(file));
    }
  }

  const EditionPlan& plan_;
  const PublishOptions& options_;
  PublishedIssue& outcome_;
  engine::KindRun& steps_;
  NewEdition& edition_;
  bool has_workbook_ = false;
  bool has_picture_ = false;
  std::set<std::string> signatures_;
};

}  // namespace

bool make_edition(const EditionPlan& plan, const CollectedIssue& issue, PublishedIssue& outcome, engine::KindRun& steps,
                  NewEdition& edition) {
  return EditionMaker(plan, outcome, steps, edition).make(issue);
}

}  // namespace gongwen::publish
