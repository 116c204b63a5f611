// Facts: the records that a periodical is published from, entered by form or by workbook, and the issue of a month from
// its preview to its publication.
#include "service/detail/office_visit.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

using inbox::Role;

/// What was uploaded waits under this name until the changes are confirmed.
constexpr std::string_view kWaiting = "facts";
/// A table of all records and its verification take their time.
constexpr std::chrono::seconds kTimeToPublish{120};

std::string title_in(const base::JsonView& json, diagnostics::Language language) {
  const auto title = json.find("title");
  return title ? title->text_of(diagnostics::language_tag(language)) : std::string();
}

/// Titles of the types of records, by their names.
std::vector<std::pair<std::string, std::string>> types_of(const base::JsonView& answer,
                                                          diagnostics::Language language) {
  std::vector<std::pair<std::string, std::string>> types;
  const auto list = answer.find("types");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    types.emplace_back(list->at(i).text_of("name"), title_in(list->at(i), language));
  }
  return types;
}

/// The ending says what a file is; nothing else of its name is kept.
std::string ending_of(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  std::string ending = dot == std::string::npos ? std::string() : name.substr(dot);
  const bool plain = std::all_of(ending.begin(), ending.end(),
                                 [](char c) { return c == '.' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  constexpr std::size_t kMaxEnding = 6;
  return plain && ending.size() <= kMaxEnding ? ending : std::string();
}

}  // namespace

void OfficePages::ask_records(const VisitPtr& visit, base::Json request, std::vector<MemoryFile> files,
                              std::function<void(TaskAnswer)> done) {
  request.set("store", office_.store).set("site", office_.site).set("now", static_cast<std::uint64_t>(visit->now));
  request.set("by", visit->account.title.empty() ? visit->account.name : visit->account.title);
  Task task;
  task.operation = Operation::Records;
  task.language = visit->language;
  task.time = kTimeToPublish;
  task.files = std::move(files);
  task.files.insert(task.files.begin(), MemoryFile{"request", request.text()});
  const std::uint64_t number =
      records_->submit(std::move(task), Lane::Interactive, [this, visit, done = std::move(done)](PoolAnswer answer) {
        if (answer.end == TaskEnd::Busy) return send_problem(visit, kFormBusy, texts::ServiceBusy.in(visit->language));
        const Outcome outcome = answer.answer.outcome;
        if (answer.end == TaskEnd::Answered && (outcome == Outcome::Done || outcome == Outcome::BadData)) {
          return done(std::move(answer.answer));
        }
        send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
      });
  // A change that was asked for is made whether or not anybody waits for the answer.
  static_cast<void>(number);
}

void OfficePages::facts(const VisitPtr& visit, const std::vector<std::string_view>& parts) {
  if (records_ == nullptr) return send_not_found(visit);
  if (visit->posts() && !require(visit, Role::Secretary)) return;
  const std::string_view page = parts.size() > 2 ? parts[2] : std::string_view();
  if (parts.size() > 3) return send_not_found(visit);
  if (page.empty()) return visit->posts() ? upload_facts(visit) : list_facts(visit, {});
  if (page == "record") return visit->posts() ? save_record(visit) : show_record(visit);
  if (page == "issue") return issue(visit);
  if (page == "issue.pdf" && !visit->posts()) return issue(visit);
  if (page == "book.xlsx" && !visit->posts()) return send_book(visit);
  send_not_found(visit);
}

// The list.

void OfficePages::list_facts(const VisitPtr& visit, const std::string& report) {
  base::Json request = base::Json::object();
  request.set("action", "list").set("type", visit->asked("type")).set("period", visit->asked("period"));
  ask_records(visit, std::move(request), {}, [this, visit, report](TaskAnswer answer) {
    const auto json = base::parse_json(answer.body);
    if (!json) return send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
    const auto types = types_of(json->view(), visit->language);
    const auto title_of = [&](const std::string& name) {
      for (const auto& [type, title] : types) {
        if (type == name) return title;
      }
      return name;
    };
    base::Json rows = base::Json::list();
    const auto records = json->view().find("records");
    for (std::size_t i = 0; records && i < records->size(); ++i) {
      const base::JsonView one = records->at(i);
      const std::string type = one.text_of("type");
      const std::string key = one.text_of("key");
      const std::string query = http::write_form(std::vector<http::FormField>{{"type", type}, {"key", key}});
      rows.add(row_of([&] {
        std::vector<base::Json> cells;
        cells.push_back(text_cell(title_of(type)));
        cells.push_back(text_cell(key, fmt::format("{}/record?{}", kFactsAddress, query)));
        cells.push_back(text_cell(one.text_of("summary")));
        return cells;
      }()));
    }
    const std::vector<std::string> heads{visit->words(texts::OfficeFactsType), visit->words(texts::OfficeFactsKey),
                                         visit->words(texts::OfficeFactsSummary)};
    Context context = base::Json::object();
    const bool none = rows.size() == 0;
    context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads)).set("w", base::Json::object());
    std::vector<std::string> paragraphs;
    if (none) paragraphs.push_back(visit->words(texts::OfficeFactsNone));
    context.set("paragraphs", base::Json::list_of(paragraphs));
    context.set("hidden_fields", hidden_json({{"_token", token_of(*visit)}}));
    context.set("forms", facts_forms(visit, types)).set("forms_first", true);
    base::Json links = base::Json::list();
    base::Json book = base::Json::object();
    book.set("address", std::string(kFactsAddress) + "/book.xlsx").set("label", visit->words(texts::OfficeFactsBook));
    context.set("links", std::move(links.add(std::move(book))));
    const std::string said = report.empty() ? answer.report : report;
    context.set("said", messages_json(said, as_is));
    const unsigned status = answer.outcome == Outcome::Done ? 200 : kFormInvalid;
    send_office(visit, status, "table", visit->words(texts::OfficeFacts), std::move(context));
  });
}

/// What can be done beside the list: filter it, the month's issue, a new record, a file.
base::Json OfficePages::facts_forms(const VisitPtr& visit,
                                    const std::vector<std::pair<std::string, std::string>>& types) const {
  const auto choices = [&](bool all) {
    base::Json list = base::Json::list();
    if (all) add_choice(list, "", visit->words(texts::OfficeFilterAll), visit->asked("type"));
    for (const auto& [name, title] : types) add_choice(list, name, title, visit->asked("type"));
    return list;
  };
  const auto word = [&](const diagnostics::BilingualText& text) {
    return visit->words(text);
  };
  const auto list = [](std::vector<base::Json> items) {
    base::Json json = base::Json::list();
    for (base::Json& item : items) json.add(std::move(item));
    return json;
  };
  base::Json forms = base::Json::list();
  const auto add = [&](std::string_view method, const std::string& action, const diagnostics::BilingualText& title,
                       std::vector<base::Json> inputs, std::vector<base::Json> buttons, bool files = false) {
    base::Json form = form_json(method, action, list(std::move(inputs)), list(std::move(buttons)), files);
    forms.add(std::move(form.set("title", word(title))));
  };
  std::vector<base::Json> inputs;
  std::vector<base::Json> buttons;
  const bool may_write = visit->account.role >= Role::Secretary;
  inputs.push_back(input_json("period", "text", word(texts::OfficeFactsPeriod), visit->asked("period")));
  buttons.push_back(button_json("_preview", "1", word(texts::OfficeFactsPreview), true));
  if (may_write && !office_.site.empty())
    buttons.push_back(button_json("_publish", "1", word(texts::OfficeFactsPublish)));
  add("post", std::string(kFactsAddress) + "/issue", texts::OfficeFactsMonth, std::move(inputs), std::move(buttons));
  inputs.clear();
  buttons.clear();
  inputs.push_back(select_json("type", word(texts::OfficeFactsType), choices(true)));
  inputs.push_back(input_json("period", "text", word(texts::OfficeFactsPeriod), visit->asked("period")));
  buttons.push_back(button_json("_", "", word(texts::OfficeFilterButton), true));
  add("get", std::string(kFactsAddress), texts::OfficeFilterButton, std::move(inputs), std::move(buttons));
  if (!may_write) return forms;
  inputs.clear();
  buttons.clear();
  inputs.push_back(select_json("type", word(texts::OfficeFactsType), choices(false)));
  buttons.push_back(button_json("_", "", word(texts::OfficeFactsGo), true));
  add("get", std::string(kFactsAddress) + "/record", texts::OfficeFactsNew, std::move(inputs), std::move(buttons));
  inputs.clear();
  buttons.clear();
  inputs.push_back(
      std::move(input_json("file", "file", word(texts::OfficeFile)).set("hint", word(texts::OfficeFactsUploadAbout))));
  inputs.push_back(select_json("type", word(texts::OfficeFactsType), choices(true)));
  buttons.push_back(button_json("_upload", "1", word(texts::OfficeFactsShow)));
  add("post", std::string(kFactsAddress), texts::OfficeFactsUpload, std::move(inputs), std::move(buttons), true);
  return forms;
}

void OfficePages::send_book(const VisitPtr& visit) {
  base::Json request = base::Json::object();
  request.set("action", "export").set("type", visit->asked("type")).set("period", visit->asked("period"));
  ask_records(visit, std::move(request), {}, [this, visit](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done || answer.body.empty()) return list_facts(visit, answer.report);
    note(visit, "facts.export", "store", "ok");
    const std::string day = local_time(visit->now).substr(0, 10);
    send_file(visit, answer.media_type, fmt::format("{} {}.xlsx", visit->words(texts::OfficeFactsRecord), day),
              std::move(answer.body), true);
  });
}

// Files: first what would change, then the changes.

void OfficePages::upload_facts(const VisitPtr& visit) {
  inbox::Files files(inbox_);
  const std::string owner = fmt::format("{}:{}", kWaiting, visit->account.name);
  const bool commits = visit->has("_commit");
  MemoryFile file;
  if (!commits) {
    if (visit->files.empty()) return list_facts(visit, {});
    const UploadedFile& given = visit->files.front();
    file = {"upload" + ending_of(given.name), given.bytes};
    const auto fault = files.put(owner, {std::string(kWaiting), "", file.path, "", 0}, file.bytes, visit->now);
    if (fault) return send_fault(visit, *fault);
  } else {
    const auto listed = files.list(owner);
    if (!listed || listed->empty()) return send_fault(visit, listed ? inbox::Fault{} : listed.error());
    auto bytes = files.read(listed->front().hash);
    if (!bytes) return send_fault(visit, bytes.error());
    file = {listed->front().name, *std::move(bytes)};
  }
  base::Json request = base::Json::object();
  request.set("action", "import").set("type", visit->field("type")).set("preview", !commits);
  request.set("removeMissing", visit->has("_remove_missing")).set("reason", visit->field("_reason"));
  std::vector<MemoryFile> given;
  given.push_back(std::move(file));
  ask_records(visit, std::move(request), std::move(given), [this, visit, commits, owner](TaskAnswer answer) {
    if (commits && answer.outcome == Outcome::Done) {
      static_cast<void>(inbox::Files(inbox_).remove(owner, std::string(kWaiting)));
      const auto json = base::parse_json(answer.body);
      note(visit, "facts.import", "store", "ok");
      const std::uint64_t changed = json ? json->view().number_of("changed").value_or(0) : 0;
      visit->notices.push_back(texts::OfficeFactsDone.in(visit->language, changed));
      return list_facts(visit, answer.report);
    }
    show_changes(visit, answer);
  });
}

void OfficePages::show_changes(const VisitPtr& visit, const TaskAnswer& answer) {
  const auto json = base::parse_json(answer.body);
  const auto records = json ? json->view().find("records") : std::nullopt;
  base::Json rows = base::Json::list();
  bool any_missing = false;
  for (std::size_t i = 0; records && i < records->size(); ++i) {
    const base::JsonView one = records->at(i);
    const std::string action = one.text_of("action");
    if (action == "same") continue;
    std::string words = visit->words(action == "add" ? texts::OfficeFactsAdd : texts::OfficeFactsMissing);
    any_missing = any_missing || action == "missing";
    if (action == "change") {
      std::string fields;
      const auto list = one.find("fields");
      for (std::size_t j = 0; list && j < list->size(); ++j) {
        fields += (j == 0 ? "" : "、") + std::string(list->at(j).text());
      }
      words = texts::OfficeFactsChanged.in(visit->language, fields);
    }
    std::vector<base::Json> cells;
    cells.push_back(text_cell(one.text_of("type")));
    cells.push_back(text_cell(one.text_of("key")));
    cells.push_back(text_cell(words));
    rows.add(row_of(std::move(cells)));
  }
  const bool well = answer.outcome == Outcome::Done;
  const bool any = rows.size() > 0;
  Context context = base::Json::object();
  const std::vector<std::string> heads{visit->words(texts::OfficeFactsType), visit->words(texts::OfficeFactsKey),
                                       visit->words(texts::OfficeFactsChange)};
  context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads)).set("w", base::Json::object());
  std::vector<std::string> paragraphs;
  if (well && !any) paragraphs.push_back(visit->words(texts::OfficeFactsNothing));
  context.set("paragraphs", base::Json::list_of(paragraphs));
  context.set("hidden_fields", hidden_json({{"_token", token_of(*visit)}, {"type", visit->field("type")}}));
  context.set("said", messages_json(answer.report, as_is));
  if (well && any) {
    base::Json inputs = base::Json::list();
    inputs.add(input_json("_reason", "text", visit->words(texts::OfficeFactsReason)));
    if (any_missing) {
      base::Json choices = base::Json::list();
      add_choice(choices, "", visit->words(texts::OfficeNo), "");
      add_choice(choices, "1", visit->words(texts::OfficeYes), "");
      inputs.add(select_json("_remove_missing", visit->words(texts::OfficeFactsRemoveMissing), std::move(choices)));
    }
    base::Json buttons = base::Json::list();
    buttons.add(button_json("_commit", "1", visit->words(texts::OfficeFactsCommit)));
    base::Json forms = base::Json::list();
    forms.add(form_json("post", kFactsAddress, std::move(inputs), std::move(buttons), false));
    context.set("forms", std::move(forms));
  }
  std::vector<std::string> errors;
  if (!well) errors.push_back(visit->words(texts::OfficeFactsErrors));
  const unsigned status = well ? 200 : kFormInvalid;
  send_office(visit, status, "table", visit->words(texts::OfficeFactsUpload), std::move(context), std::move(errors));
}

// The issue of a period.

void OfficePages::issue(const VisitPtr& visit) {
  const bool publishes = visit->has("_publish");
  const bool document = visit->request().path.ends_with(".pdf");
  const std::string period = visit->posts() ? visit->field("period") : visit->asked("period");
  if (publishes && office_.site.empty()) return send_not_found(visit);
  base::Json request = base::Json::object();
  request.set("action", publishes ? "publish" : "preview").set("period", period).set("document", document);
  ask_records(visit, std::move(request), {}, [this, visit, publishes, document, period](TaskAnswer answer) {
    if (document && answer.media_type == "application/pdf") {
      return send_file(visit, answer.media_type, period + ".pdf", std::move(answer.body), false);
    }
    if (document) return send_not_found(visit);
    if (publishes) note(visit, "facts.publish", "period:" + period, answer.outcome == Outcome::Done ? "ok" : "refused");
    show_issue(visit, period, answer);
  });
}

void OfficePages::show_issue(const VisitPtr& visit, const std::string& period, const TaskAnswer& answer) {
  const auto json = base::parse_json(answer.body);
  const base::Json nothing = base::Json::object();
  const base::JsonView issue = json ? json->view() : nothing.view();
  const std::string outcome = issue.text_of("outcome");
  const auto number = [&](std::string_view name) {
    return issue.number_of(name).value_or(0);
  };
  std::vector<std::string> errors;
  const diagnostics::Language language = visit->language;
  if (outcome == "published") {
    visit->notices.push_back(
        texts::OfficeFactsPublished.in(language, period, number("issue"), number("year"), number("pages")));
  } else if (outcome == "corrected") {
    visit->notices.push_back(texts::OfficeFactsCorrected.in(language, period, number("edition")));
  } else if (outcome == "unchanged") {
    visit->notices.push_back(texts::OfficeFactsUnchanged.in(language, period));
  } else if (outcome == "previewed") {
    visit->notices.push_back(
        texts::OfficeFactsPreviewed.in(language, period, number("issue"), number("year"), number("pages")));
  } else {
    errors.push_back(texts::OfficeFactsFailed.in(language, period));
  }
  Context context = base::Json::object();
  base::Json rows = base::Json::list();
  const auto contents = issue.find("contents");
  for (std::size_t i = 0; contents && i < contents->size(); ++i) {
    std::vector<base::Json> cells;
    cells.push_back(text_cell(contents->at(i).text()));
    rows.add(row_of(std::move(cells)));
  }
  std::vector<std::string> paragraphs;
  const auto open = issue.find("open");
  for (std::size_t i = 0; open && i < open->size(); ++i) {
    const auto keys = open->at(i).find("keys");
    std::string line = visit->words(texts::OfficeFactsOpen) + " · " + title_in(open->at(i), language) + ": ";
    for (std::size_t j = 0; keys && j < keys->size(); ++j)
      line += (j == 0 ? "" : "、") + std::string(keys->at(j).text());
    if (keys && keys->size() > 0) paragraphs.push_back(std::move(line));
  }
  const std::vector<std::string> heads{visit->words(texts::OfficeFactsContents)};
  context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads)).set("w", base::Json::object());
  context.set("paragraphs", base::Json::list_of(paragraphs));
  context.set("hidden_fields", hidden_json({{"_token", token_of(*visit)}, {"period", period}}));
  context.set("said", messages_json(answer.report, as_is));
  base::Json links = base::Json::list();
  const auto link = [&](const std::string& address, const diagnostics::BilingualText& label) {
    base::Json one = base::Json::object();
    links.add(std::move(one.set("address", address).set("label", visit->words(label))));
  };
  if (number("pages") > 0) {
    link(fmt::format("{}/issue.pdf?{}", kFactsAddress,
                     http::write_form(std::vector<http::FormField>{{"period", period}})),
         texts::OfficeFactsPdf);
  }
  link(std::string(kFactsAddress), texts::OfficeFacts);
  context.set("links", std::move(links));
  if (outcome == "previewed" && visit->account.role >= Role::Secretary && !office_.site.empty()) {
    base::Json buttons = base::Json::list();
    buttons.add(button_json("_publish", "1", visit->words(texts::OfficeFactsPublish)));
    base::Json forms = base::Json::list();
    forms.add(form_json("post", std::string(kFactsAddress) + "/issue", base::Json::list(), std::move(buttons), false));
    context.set("forms", std::move(forms));
  }
  const unsigned status = errors.empty() ? 200 : kFormInvalid;
  send_office(visit, status, "table", visit->words(texts::OfficeFactsMonth), std::move(context), std::move(errors));
}

}  // namespace gongwen::service
