#include "service/detail/submission_export.h"

#include "base/json.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/pages.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gongwen::service {

std::string KindTable::title_of(const std::string& kind) const {
  const auto found = titles.find(kind);
  return found == titles.end() ? kind : found->second;
}

std::vector<std::string> KindTable::gathered_by(const std::string& name) const {
  std::vector<std::string> kinds;
  for (const auto& [kind, gatherer] : registers) {
    if (gatherer == name) kinds.push_back(kind);
  }
  return kinds;
}

KindTable kind_table(std::string_view answer, diagnostics::Language language) {
  KindTable table;
  const auto json = base::parse_json(answer);
  const auto kinds = json ? json->view().find("kinds") : std::nullopt;
  for (std::size_t i = 0; kinds && i < kinds->size(); ++i) {
    const base::JsonView kind = kinds->at(i);
    const std::string name = kind.text_of("kind");
    const auto title = kind.find("title");
    const std::string words = title ? title->text_of(diagnostics::language_tag(language)) : std::string();
    table.titles[name] = words.empty() ? name : words;
    if (kind.flag_of("web")) table.forms.insert(name);
    const auto gathers = kind.find("gathers");
    for (std::size_t j = 0; gathers && j < gathers->size(); ++j) {
      table.registers.emplace(std::string(gathers->at(j).text()), name);
    }
  }
  return table;
}

inbox::Result<std::vector<inbox::Submission>> find_exported(inbox::Inbox& inbox, inbox::SubmissionFilter filter,
                                                            const std::vector<std::string>& kinds) {
  std::vector<inbox::Submission> all;
  inbox::Submissions submissions(inbox);
  constexpr std::size_t kAtOnce = 500;
  filter.count = kAtOnce;
  for (const std::string& kind : kinds) {
    filter.kind = kind;
    filter.before = 0;
    while (all.size() <= kMaxExport) {
      auto found = submissions.list(filter);
      if (!found) return base::Failure{found.error()};
      if (found->empty()) break;
      filter.before = found->back().number;
      std::move(found->begin(), found->end(), std::back_inserter(all));
    }
  }
  return all;
}

std::string export_line(const inbox::Submission& submission, const inbox::Version& version, const std::string& file) {
  base::Json line = base::Json::object();
  line.set("receipt", submission.receipt).set("kind", submission.kind);
  line.set("state", inbox::state_name(submission.state)).set("version", version.number).set("sha256", version.hash);
  line.set("received", local_time(version.created));
  if (file.empty()) {
    line.set("data", base::Json::written(version.json));
  } else {
    line.set("file", file);
  }
  if (!version.signatures.empty()) line.set("signatures", base::Json::written(version.signatures));
  std::string text = line.text();
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  return text + '\n';
}

inbox::Result<Task> export_task(inbox::Inbox& inbox, const std::vector<inbox::Submission>& found,
                                const std::string& kind, const std::string& register_kind, std::string_view format) {
  Task task;
  task.operation = Operation::Collect;
  task.kind = kind;
  task.options.format = format;
  task.options.collected_as = register_kind;
  inbox::Submissions submissions(inbox);
  for (auto one = found.rbegin(); one != found.rend(); ++one) {
    auto version = submissions.version(one->id, one->versions);
    if (!version) return base::Failure{version.error()};
    const std::string folder = register_kind.empty() ? std::string() : one->kind + '/';
    // The receipt is what people know the form by, also in messages.
    task.files.push_back({folder + one->receipt, std::move(version->json)});
  }
  return task;
}

std::vector<ReviewDifference> version_differences(inbox::Inbox& inbox, const inbox::Submission& submission,
                                                  const std::pair<std::int64_t, std::string_view>& before,
                                                  const std::pair<std::int64_t, std::string_view>& after,
                                                  diagnostics::Language language) {
  const ReviewView view = review_view(after.second, language);
  std::vector<ReviewDifference> found = review_differences(review_view(before.second, language), view);
  const auto former = picture_hashes(inbox, submission, before.first);
  for (const auto& [pointer, hash] : picture_hashes(inbox, submission, after.first)) {
    const auto known = former.find(pointer);
    if (known == former.end() || known->second == hash) continue;
    found.push_back({pointer, view.words_for(pointer), known->second, hash});
  }
  return found;
}

}  // namespace gongwen::service
