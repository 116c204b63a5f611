#include "store/publish/detail/english_edition.h"

#include "base/json.h"
#include "diagnostics/catalogue/publish.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "engine/render/expand_document.h"
#include "store/publish/detail/verify.h"
#include "store/publish/published_records.h"

#include <algorithm>
#include <span>

namespace gongwen::publish {
namespace {

using dom::NodeId;

/// The language that a text is in: that of the nearest element that states one.
std::string_view language_of(const dom::Tree& tree, NodeId node) {
  for (; node; node = tree.node(node).parent) {
    if (tree.find_attribute(node, dom::AttributeName::Lang) != nullptr) {
      return tree.attribute_value(node, dom::AttributeName::Lang);
    }
  }
  return {};
}

/// The record and the member that a text comes from; the text itself if it is not a value of the data.
std::string name_of(const dom::Node& text, engine::Run& run) {
  const diagnostics::Origin origin = run.origins().at(text.origin);
  const auto place = run.documents().describe(origin.data_place);
  if (!place) return std::string(text.text);
  if (place->record.empty() || place->pointer.empty()) return place->record + place->pointer;
  return place->record + " " + place->pointer;
}

/// The Chinese texts of a document, each by its record, once.
std::vector<std::string> chinese_texts(const dom::Tree& tree, engine::Run& run) {
  std::vector<std::string> names;
  const NodeId root = tree.root_element();
  for (NodeId node = root; node; node = tree.next_in_order(node, root)) {
    const dom::Node& text = tree.node(node);
    if (text.kind != dom::NodeKind::Text || !language_of(tree, text.parent).starts_with("zh")) continue;
    std::string name = name_of(text, run);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

bool make_english(const EditionPlan& plan, const CollectedIssue& issue, engine::KindRun& steps, PublishedIssue& outcome,
                  NewEdition& edition) {
  if (!steps.usable()) return false;
  engine::Run& run = steps.run();
  const diagnostics::ErrorWatch watch(run.sink());
  const RenderOptions& options = plan.options.render;
  const bool read = steps.read(DataSource{plan.store_name, issue.json}, options);
  run.documents().add_records(steps.data().source(), issue.records);
  if (!read || !steps.make(std::vector<Format>{Format::Pdf}, options)) return false;
  const auto tree =
      engine::expand_document(steps.kind(), *steps.kind().find_output(Format::Pdf), steps.data(), options, run);
  if (!tree) return false;
  engine::FinishedFile& pdf = steps.files().front();
  const FinishedIssue finished{pdf.bytes,
                               {},
                               *tree,
                               nullptr,
                               pdf.page_sizes,
                               options.pdf.attach_data,
                               second_reader_path(plan.engine.libexec_folder)};
  verify_issue(finished, {}, run.sink());
  OpenPoint without{"without_english", std::string(texts::PublishWithoutEnglish.chinese),
                    std::string(texts::PublishWithoutEnglish.english), chinese_texts(*tree, run)};
  if (!without.keys.empty()) outcome.open.push_back(std::move(without));
  edition.files.push_back({plan.periodical.files + kEnglishEnding, std::move(pdf.bytes)});
  return !watch.saw_errors();
}

}  // namespace

bool add_english(const EditionPlan& plan, const CollectedIssue& issue, PublishedIssue& outcome, NewEdition& edition) {
  engine::KindRun steps(plan.kinds, plan.fonts, plan.periodical.english);
  const bool made = make_english(plan, issue, steps, outcome, edition);
  plan.reports.push_back(std::move(steps.run()).report());
  return made;
}

bool offers_english(const PublishOptions& options, const store::Periodical& periodical,
                    diagnostics::DiagnosticSink& sink) {
  if (!options.with_english || !periodical.english.empty()) return true;
  sink.report(diagnostics::messages::PublishNoEnglish, diagnostics::Origin{}, periodical.kind);
  return false;
}

PublishOptions with_files_of(const LedgerEdition& edition, const PublishOptions& options,
                             const store::Periodical& periodical) {
  PublishOptions all = options;
  const auto files = base::parse_json(edition.files);
  for (std::size_t i = 0; files && i < files->size(); ++i) {
    const std::string name = files->view().at(i).text_of("name");
    all.with_english = all.with_english || (name == periodical.files + kEnglishEnding && !periodical.english.empty());
    all.with_ofd = all.with_ofd || name == periodical.files + ".ofd";
  }
  return all;
}

void add_open_points(const std::vector<OpenPoint>& points, std::vector<OpenPoint>& all) {
  for (const OpenPoint& point : points) {
    const auto known = std::find_if(all.begin(), all.end(), [&](const OpenPoint& one) { return one.id == point.id; });
    if (known == all.end()) {
      all.push_back(point);
    } else {
      known->keys.insert(known->keys.end(), point.keys.begin(), point.keys.end());
    }
  }
}

}  // namespace gongwen::publish
