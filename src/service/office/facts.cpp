// Facts: the records that a periodical is published from, entered by form or by workbook, and the issue of a month from
// its preview to its publication.
#include "base/sha256.h"
#include "diagnostics/catalogue/texts/common.h"
#include "resources/folder.h"
#include "service/detail/office_pages.h"

#include <algorithm>

namespace gongwen::service {
namespace {

using inbox::Role;

/// What was uploaded waits under this name until the changes are confirmed.
constexpr std::string_view kWaiting = "facts";
/// Of the list, on a page.
constexpr std::size_t kRecordsOfPage = 200;

std::string title_in(const base::JsonView& json, diagnostics::Language language) {
  const auto title = json.find("title");
  return title ? title->text_of(diagnostics::language_tag(language)) : std::string();
}

using TypeTitles = std::vector<std::pair<std::string, std::string>>;

/// Titles of the types of records, by their names, in the order of the store.
TypeTitles types_of(const base::JsonView& answer, diagnostics::Language language) {
  TypeTitles types;
  const auto list = answer.find("types");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    types.emplace_back(list->at(i).text_of("name"), title_in(list->at(i), language));
  }
  return types;
}

std::string title_of(const TypeTitles& types, const std::string& type) {
  const auto found = std::find_if(types.begin(), types.end(), [&](const auto& one) { return one.first == type; });
  return found == types.end() ? type : found->second;
}

/// Texts of a list, with what separates them in the language.
std::string joined_list(const std::optional<base::JsonView>& list, diagnostics::Language language) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; list && i < list->size(); ++i) texts.emplace_back(list->at(i).text());
  return joined_texts(texts, language);
}

/// The ending says what a file is.
std::string ending_of(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  std::string ending = dot == std::string::npos ? std::string() : name.substr(dot);
  const bool plain = std::all_of(ending.begin(), ending.end(),
                                 [](char c) { return c == '.' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  constexpr std::size_t kMaxEnding = 6;
  return plain && ending.size() <= kMaxEnding ? ending : std::string();
}

/// As its owner calls it, where that is the name of a file here, too.
std::string name_of_upload(const std::string& name) {
  constexpr std::size_t kMaxName = 200;
  const bool is_name = resources::is_inner_name(name) && name.find('/') == std::string::npos &&
                       name.size() <= kMaxName && !ending_of(name).empty();
  return is_name ? name : "upload" + ending_of(name);
}

}  // namespace

std::string joined_texts(const std::vector<std::string>& texts, diagnostics::Language language) {
  std::string text;
  for (const std::string& one : texts) text.append(text.empty() ? "" : texts::ListComma.in(language)).append(one);
  return text;
}

std::string type_title(const base::JsonView& answer, const std::string& type, diagnostics::Language language) {
  return title_of(types_of(answer, language), type);
}

void OfficePages::ask_records(const VisitPtr& visit, base::Json request, std::vector<MemoryFile> files,
                              std::function<void(TaskAnswer)> done) {
  if (!office_.signing.empty()) request.set("signing", office_.signing).set("secretFile", office_.secret_file);
  request.set("store", office_.store).set("site", office_.site).set("now", static_cast<std::uint64_t>(visit->now));
  request.set("by", visit->account.title.empty() ? visit->account.name : visit->account.title);
  Task task;
  task.operation = Operation::Records;
  task.files = std::move(files);
  task.files.insert(task.files.begin(), MemoryFile{"request", request.text()});
  // A change that was asked for is made whether or not anybody waits for the answer.
  constexpr bool kDropsWhenGone = false;
  ask_whatever(visit, {*records_, office_.publish_time, kDropsWhenGone}, std::move(task), std::move(done));
}

void OfficePages::facts(const VisitPtr& visit, const std::vector<std::string_view>& parts) {
  if (records_ == nullptr) return send_not_found(visit);
  if (visit->posts() && !require(visit, Role::Secretary)) return;
  const std::string_view page = parts.size() > 2 ? parts[2] : std::string_view();
  if (parts.size() > 3) return send_not_found(visit);
  if (page.empty()) return visit->posts() ? upload_facts(visit) : list_facts(visit, 200, {});
  if (page == "record") return visit->posts() ? save_record(visit) : show_record(visit);
  if (page == "issue") return issue(visit);
  if (page == "issue.pdf" && !visit->posts()) return send_issue(visit);
  if (page == "book.xlsx" && !visit->posts()) return send_book(visit);
  send_not_found(visit);
}

// The list.

void OfficePages::list_facts(const VisitPtr& visit, unsigned status, const std::string& report) {
  base::Json request = base::Json::object();
  request.set("action", "list").set("type", visit->asked("type")).set("period", visit->asked("period"));
  const std::size_t first = number_of_digits(visit->asked("first"));
  request.set("first", first).set("count", kRecordsOfPage);
  ask_records(visit, std::move(request), {}, [this, visit, status, first, report](TaskAnswer answer) {
    const auto json = base::parse_json(answer.body);
    if (!json) return send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
    const TypeTitles types = types_of(json->view(), visit->language);
    base::Json rows = base::Json::list();
    const auto records = json->view().find("records");
    for (std::size_t i = 0; records && i < records->size(); ++i) {
      const base::JsonView one = records->at(i);
      const std::string type = one.text_of("type");
      const std::string key = one.text_of("key");
      rows.add(row_of(text_cell(title_of(types, type)), text_cell(key, record_address(type, key)),
                      text_cell(one.text_of("summary"))));
    }
    Context context = base::Json::object();
    if (rows.size() == 0) {
      context.set("paragraphs", base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeFactsNone)}));
    }
    const std::vector<std::string> heads{visit->words(texts::OfficeFactsType), visit->words(texts::OfficeFactsKey),
                                         visit->words(texts::OfficeFactsSummary)};
    context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
    context.set("forms", facts_forms(visit, types)).set("forms_first", true);
    base::Json book = base::Json::object();
    book.set("address", std::string(kFactsAddress) + "/book.xlsx").set("label", visit->words(texts::OfficeFactsBook));
    context.set("links", list_of(std::move(book)));
    if (first + kRecordsOfPage < json->view().number_of("all").value_or(0)) {
      const std::vector<http::FormField> next{{"type", visit->asked("type")},
                                              {"period", visit->asked("period")},
                                              {"first", std::to_string(first + kRecordsOfPage)}};
      context.set("next", fmt::format("{}?{}", kFactsAddress, http::write_form(next)));
    }
    context.set("said", messages_json(report.empty() ? answer.report : report, visit->language));
    const unsigned found = answer.outcome == Outcome::Done ? status : kFormInvalid;
    send_office(visit, found, "table", visit->words(texts::OfficeFacts), std::move(context));
  });
}

/// What can be done beside the list: the month's issue, a filter, a new record, a file.
base::Json OfficePages::facts_forms(const VisitPtr& visit,
                                    const std::vector<std::pair<std::string, std::string>>& types) const {
  const auto choices = [&](bool all) {
    base::Json list = base::Json::list();
    if (all) add_choice(list, "", visit->words(texts::OfficeFilterAll), visit->asked("type"));
    for (const auto& [name, title] : types) add_choice(list, name, title, visit->asked("type"));
    return select_json("type", visit->words(texts::OfficeFactsType), std::move(list));
  };
  const auto period = [&] {
    return input_json("period", "text", visit->words(texts::OfficeFactsPeriod), visit->asked("period"));
  };
  base::Json forms = base::Json::list();
  const auto add = [&](std::string_view method, std::string_view page, const diagnostics::BilingualText& title,
                       base::Json inputs, base::Json button) {
    base::Json form =
        form_json(method, std::string(kFactsAddress).append(page), std::move(inputs), list_of(std::move(button)));
    forms.add(std::move(form.set("title", visit->words(title))));
  };
  const auto button = [&](std::string_view name, const diagnostics::BilingualText& label, bool minor) {
    return button_json(name, name == "_" ? "" : "1", visit->words(label), minor);
  };
  add("get", "/issue", texts::OfficeFactsMonth, list_of(period()), button("_", texts::OfficeFactsPreview, true));
  add("get", "", texts::OfficeFilterButton, list_of(choices(true), period()),
      button("_", texts::OfficeFilterButton, true));
  if (visit->account.role < Role::Secretary) return forms;
  add("get", "/record", texts::OfficeFactsNew, list_of(choices(false)), button("_", texts::OfficeFactsGo, true));
  base::Json file = input_json("file", "file", visit->words(texts::OfficeFile));
  file.set("hint", visit->words(texts::OfficeFactsUploadAbout));
  add("post", "", texts::OfficeFactsUpload, list_of(std::move(file), choices(true)),
      button("_upload", texts::OfficeFactsShow, false));
  return forms;
}

void OfficePages::send_book(const VisitPtr& visit) {
  base::Json request = base::Json::object();
  request.set("action", "export").set("type", visit->asked("type")).set("period", visit->asked("period"));
  ask_records(visit, std::move(request), {}, [this, visit](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done || answer.body.empty()) {
      return list_facts(visit, kFormInvalid, answer.report);
    }
    note(visit, "facts.export", "store", "ok");
    const std::string day = local_day(visit->now);
    send_file(visit, answer.media_type, fmt::format("{} {}.xlsx", visit->words(texts::OfficeFactsRecord), day),
              std::move(answer.body), true);
  });
}

// Files: first what would change, then the changes.

namespace {

std::string waiting_owner(const inbox::Account& account) { return fmt::format("{}:{}", kWaiting, account.name); }

}  // namespace

void OfficePages::upload_facts(const VisitPtr& visit) {
  if (visit->has("_commit")) return commit_facts(visit);
  if (visit->files.empty()) return send_problem(visit, kFormInvalid, texts::OfficeNoFile.in(visit->language));
  UploadedFile given = std::move(visit->files.front());
  visit->files.clear();
  MemoryFile file{name_of_upload(given.name), std::move(given.bytes)};
  const auto fault = inbox::Files(inbox_).put(waiting_owner(visit->account),
                                              {std::string(kWaiting), "", file.path, "", 0}, file.bytes, visit->now);
  if (fault) return send_fault(visit, *fault);
  base::Json request = base::Json::object();
  request.set("action", "import").set("type", visit->field("type")).set("preview", true);
  const std::string hash = base::sha256(file.bytes);
  std::vector<MemoryFile> files;
  files.push_back(std::move(file));
  ask_records(visit, std::move(request), std::move(files),
              [this, visit, hash](TaskAnswer answer) { show_changes(visit, hash, answer); });
}

/// The file that was shown, and its changes as they were shown: nothing else is entered.
void OfficePages::commit_facts(const VisitPtr& visit) {
  inbox::Files files(inbox_);
  const std::string owner = waiting_owner(visit->account);
  const auto listed = files.list(owner);
  if (!listed) return send_fault(visit, listed.error());
  if (listed->empty() || listed->front().hash != visit->field("_file")) {
    return send_problem(visit, kFormConflict, texts::OfficeFactsFileGone.in(visit->language));
  }
  auto bytes = files.read(listed->front().hash);
  if (!bytes) return send_fault(visit, bytes.error());
  base::Json request = base::Json::object();
  request.set("action", "import").set("type", visit->field("type")).set("plan", visit->field("_plan"));
  request.set("removeMissing", visit->field("_remove_missing") == "1").set("reason", visit->field("_reason"));
  std::vector<MemoryFile> given;
  given.push_back({listed->front().name, *std::move(bytes)});
  ask_records(visit, std::move(request), std::move(given), [this, visit, owner](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done) return show_changes(visit, visit->field("_file"), answer);
    static_cast<void>(inbox::Files(inbox_).remove(owner, std::string(kWaiting)));
    const auto json = base::parse_json(answer.body);
    note(visit, "facts.import", "store", "ok");
    const std::uint64_t changed = json ? json->view().number_of("changed").value_or(0) : 0;
    visit->notices.push_back(texts::OfficeFactsDone.in(visit->language, changed));
    list_facts(visit, 200, answer.report);
  });
}

namespace {

/// `参会人数（“30”改为“32”）`: whoever confirms a change has to see it.
std::vector<std::string> changed_fields(const base::JsonView& record, diagnostics::Language language) {
  const auto fields = record.find("fields");
  const auto values = record.find("values");
  std::vector<std::string> changed;
  for (std::size_t i = 0; fields && i < fields->size(); ++i) {
    const base::Json nothing = base::Json::object();
    const base::JsonView value = values && i < values->size() ? values->at(i) : nothing.view();
    const auto shown = [&](std::string_view name) {
      const std::string text = value.text_of(name);
      return text.empty() ? std::string(texts::OfficeFactsNoValue.in(language)) : "“" + text + "”";
    };
    changed.push_back(std::string(fields->at(i).text()) +
                      texts::OfficeFactsFromTo.in(language, shown("before"), shown("after")));
  }
  return changed;
}

/// What one record of a file means for the store; nothing where it changes none.
std::optional<std::string> change_words(const base::JsonView& record, diagnostics::Language language) {
  const std::string action = record.text_of("action");
  if (action == "same") return std::nullopt;
  if (action == "add") return std::string(texts::OfficeFactsAdd.in(language));
  if (action == "missing") return std::string(texts::OfficeFactsMissing.in(language));
  return texts::OfficeFactsChanged.in(language, joined_texts(changed_fields(record, language), language));
}

}  // namespace

/// `file`: the hash of what was uploaded.
void OfficePages::show_changes(const VisitPtr& visit, const std::string& file, const TaskAnswer& answer) {
  const auto json = base::parse_json(answer.body);
  if (!json) return send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
  const TypeTitles types = types_of(json->view(), visit->language);
  const auto records = json->view().find("records");
  base::Json rows = base::Json::list();
  bool any_missing = false;
  for (std::size_t i = 0; records && i < records->size(); ++i) {
    const base::JsonView one = records->at(i);
    any_missing = any_missing || one.text_of("action") == "missing";
    if (const auto words = change_words(one, visit->language)) {
      rows.add(row_of_texts({title_of(types, one.text_of("type")), one.text_of("key"), *words}));
    }
  }
  // If the store has changed meanwhile, the current changes must be confirmed again.
  const bool is_conflict = json->view().flag_of("conflict");
  const bool well = answer.outcome == Outcome::Done || is_conflict;
  Context context = base::Json::object();
  if (well && rows.size() > 0) {
    base::Json inputs = list_of(input_json("_reason", "text", visit->words(texts::OfficeFactsReason)));
    if (any_missing) {
      base::Json choices = base::Json::list();
      add_choice(choices, "", visit->words(texts::OfficeNo), "");
      add_choice(choices, "1", visit->words(texts::OfficeYes), "");
      inputs.add(select_json("_remove_missing", visit->words(texts::OfficeFactsRemoveMissing), std::move(choices)));
    }
    base::Json form = form_json("post", kFactsAddress, std::move(inputs),
                                list_of(button_json("_commit", "1", visit->words(texts::OfficeFactsCommit))));
    form.set("hidden",
             hidden_json({{"type", visit->field("type")}, {"_file", file}, {"_plan", json->view().text_of("plan")}}));
    context.set("forms", list_of(std::move(form)));
  } else if (well) {
    context.set("paragraphs", base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeFactsNothing)}));
  }
  const std::vector<std::string> heads{visit->words(texts::OfficeFactsType), visit->words(texts::OfficeFactsKey),
                                       visit->words(texts::OfficeFactsChange)};
  context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
  context.set("said", messages_json(answer.report, visit->language));
  std::vector<std::string> errors;
  if (is_conflict) errors.push_back(visit->words(texts::OfficeFactsPlanChanged));
  if (!well) errors.push_back(visit->words(texts::OfficeFactsErrors));
  const unsigned status = is_conflict ? kFormConflict : well ? 200 : kFormInvalid;
  send_office(visit, status, "table", visit->words(texts::OfficeFactsUpload), std::move(context), std::move(errors));
}

// The issue of a period.

/// Read, it is previewed; it is published from the page that previewed it.
void OfficePages::issue(const VisitPtr& visit) {
  if (!visit->posts()) return preview_issue(visit, visit->asked("period"), {});
  if (office_.site.empty()) return send_not_found(visit);
  const std::string period = visit->field("period");
  base::Json request = base::Json::object();
  request.set("action", "publish").set("period", period).set("agreed", visit->field("_facts"));
  ask_records(visit, std::move(request), {}, [this, visit, period](TaskAnswer answer) {
    note(visit, "facts.publish", "period:" + period, answer.outcome == Outcome::Done ? "ok" : "refused");
    const auto json = base::parse_json(answer.body);
    const bool is_other = json && json->view().flag_of("conflict");
    // What there is now has to be agreed to again.
    is_other ? preview_issue(visit, period, answer.report) : show_issue(visit, period, answer, {});
  });
}

/// `refused`: the report of a publication that came to nothing, since other data was previewed; empty: of none.
void OfficePages::preview_issue(const VisitPtr& visit, const std::string& period, const std::string& refused) {
  base::Json request = base::Json::object();
  request.set("action", "preview").set("period", period);
  ask_records(visit, std::move(request), {},
              [this, visit, period, refused](TaskAnswer answer) { show_issue(visit, period, answer, refused); });
}

void OfficePages::send_issue(const VisitPtr& visit) {
  const std::string period = visit->asked("period");
  base::Json request = base::Json::object();
  request.set("action", "preview").set("period", period).set("document", true);
  ask_records(visit, std::move(request), {}, [this, visit, period](TaskAnswer answer) {
    if (answer.media_type != "application/pdf") return send_not_found(visit);
    send_file(visit, answer.media_type, period + ".pdf", std::move(answer.body), false);
  });
}

namespace {

/// How it went; nothing where the issue could not be made.
std::optional<std::string> outcome_words(const base::JsonView& issue, const std::string& period,
                                         diagnostics::Language language) {
  const std::string outcome = issue.text_of("outcome");
  const auto number = [&](std::string_view name) {
    return issue.number_of(name).value_or(0);
  };
  if (outcome == "published") {
    return texts::OfficeFactsPublished.in(language, period, number("issue"), number("year"), number("pages"));
  }
  if (outcome == "corrected") return texts::OfficeFactsCorrected.in(language, period, number("edition"));
  if (outcome == "unchanged") return texts::OfficeFactsUnchanged.in(language, period);
  if (outcome == "previewed") {
    return texts::OfficeFactsPreviewed.in(language, period, number("issue"), number("year"), number("pages"));
  }
  return std::nullopt;
}

/// The errors of a report.
std::vector<std::string> errors_in(const std::string& report, diagnostics::Language language) {
  std::vector<std::string> errors;
  const base::Json messages = messages_json(report, language);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const base::JsonView one = messages.view().at(i);
    if (one.text_of("severity") == "error") errors.push_back(one.text_of("text"));
  }
  return errors;
}

/// What is still to be completed, with the records that it concerns.
std::vector<std::string> open_points(const base::JsonView& issue, diagnostics::Language language) {
  std::vector<std::string> lines;
  const auto open = issue.find("open");
  for (std::size_t i = 0; open && i < open->size(); ++i) {
    const auto keys = open->at(i).find("keys");
    if (!keys || keys->size() == 0) continue;
    lines.push_back(texts::OfficeFactsOpen.in(language, title_in(open->at(i), language), joined_list(keys, language)));
  }
  return lines;
}

}  // namespace

void OfficePages::show_issue(const VisitPtr& visit, const std::string& period, const TaskAnswer& answer,
                             const std::string& refused) {
  const auto json = base::parse_json(answer.body);
  const base::Json nothing = base::Json::object();
  const base::JsonView issue = json ? json->view() : nothing.view();
  std::vector<std::string> errors = errors_in(refused, visit->language);
  const auto outcome = outcome_words(issue, period, visit->language);
  if (outcome) visit->notices.push_back(*outcome);
  if (const std::string signer = issue.text_of("signer"); !signer.empty()) {
    visit->notices.push_back(texts::OfficeFactsSigned.in(visit->language, signer));
  }
  if (!outcome) errors.push_back(texts::OfficeFactsFailed.in(visit->language, period));
  base::Json rows = base::Json::list();
  const auto contents = issue.find("contents");
  for (std::size_t i = 0; contents && i < contents->size(); ++i) {
    rows.add(row_of_texts({std::string(contents->at(i).text())}));
  }
  Context context = base::Json::object();
  const std::vector<std::string> heads{visit->words(texts::OfficeFactsContents)};
  context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
  context.set("paragraphs", base::Json::list_of(open_points(issue, visit->language)));
  context.set("said", messages_json(answer.report, visit->language));
  base::Json links = base::Json::list();
  const auto link = [&](const std::string& address, const diagnostics::BilingualText& label) {
    base::Json one = base::Json::object();
    links.add(std::move(one.set("address", address).set("label", visit->words(label))));
  };
  if (issue.number_of("pages").value_or(0) > 0) {
    const std::vector<http::FormField> query{{"period", period}};
    link(fmt::format("{}/issue.pdf?{}", kFactsAddress, http::write_form(query)), texts::OfficeFactsPdf);
  }
  link(std::string(kFactsAddress), texts::OfficeFacts);
  context.set("links", std::move(links));
  const bool may_publish = visit->account.role >= Role::Secretary && !office_.site.empty();
  if (issue.text_of("outcome") == "previewed" && may_publish) {
    base::Json form = form_json("post", std::string(kFactsAddress) + "/issue", base::Json::list(),
                                list_of(button_json("_publish", "1", visit->words(texts::OfficeFactsPublish))));
    form.set("hidden", hidden_json({{"period", period}, {"_facts", issue.text_of("facts")}}));
    context.set("forms", list_of(std::move(form)));
  }
  const unsigned status = !refused.empty() ? kFormConflict : errors.empty() ? 200 : kFormInvalid;
  send_office(visit, status, "table", visit->words(texts::OfficeFactsMonth), std::move(context), std::move(errors));
}

}  // namespace gongwen::service
