
#include "base/calendar.h"
#include "base/format.h"
#include "base/json.h"
#include "publish/detail/site_pages.h"
#include "resources/deflate.h"
#include "store/record_text.h"

#include <set>

namespace gongwen::publish {
namespace {

template <typename Items, typename Write>
base::Json list_of(const Items& items, Write write) {
  base::Json list = base::Json::list();
  for (const auto& item : items) list.add(write(item));
  return list;
}

base::Json section_json(const SectionHeadings& section) {
  base::Json object = base::Json::object();
  object.set("title", section.title);
  object.set("items", base::Json::list_of(section.items));
  return object;
}

base::Json change_json(const store::FieldChange& change) {
  base::Json object = base::Json::object();
  object.set("pointer", change.pointer);
  object.set("record", change.record);
  object.set("field", change.field);
  object.set("before", change.before);
  object.set("after", change.after);
  return object;
}

base::Json file_json(const SiteFile& file) {
  base::Json object = base::Json::object();
  object.set("name", file.path);
  object.set("size", file.bytes.size());
  object.set("crc32", fmt::format("{:08x}", resources::crc32(file.bytes)));
  return object;
}

/// Where the header of a PNG file has a number (ISO/IEC 15948 section 11.2.2).
std::uint32_t png_number(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(at, 4)) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

/// With its size, so that pages do not move while it is loaded.
base::Json picture_json(const SiteFile& file) {
  base::Json object = base::Json::object();
  object.set("name", file.path);
  object.set("width", std::size_t{png_number(file.bytes, 16)});
  object.set("height", std::size_t{png_number(file.bytes, 20)});
  return object;
}

base::Json signature_json(const EditionSignature& signature) {
  base::Json object = base::Json::object();
  object.set("signer", signature.signer).set("time", signature.time).set("time_from", signature.time_from);
  // For readers: a day as the other dates of the page. A signature of ours has the time of China, a token UTC.
  const auto moment = base::parse_moment(signature.time);
  object.set("date", moment ? base::date_in_china(*moment) : signature.time.substr(0, std::size_t{10}));
  return std::move(object.set("level", signature.level));
}

base::Json edition_json(const NewEdition& edition, int number, const std::string& month) {
  base::Json object = base::Json::object();
  object.set("number", number);
  object.set("published", edition.published);
  object.set("date", base::date_in_china(base::parse_moment(edition.published).value_or(0)));
  object.set("path", month + std::to_string(number) + "/");
  object.set("pages", edition.pages);
  object.set("files", list_of(edition.files, file_json));
  for (const SiteFile& file : edition.files) {
    if (file.path == kPictureName) object.set("picture", picture_json(file));
  }
  if (edition.signature) object.set("signature", signature_json(*edition.signature));
  object.set("changes", list_of(edition.changes, change_json));
  return object;
}

/// What of the data can be searched for: items that have a title, each once.
base::Json index_json(const data::Value& data, const store::IndexRule& rule) {
  base::Json rows = base::Json::list();
  std::set<std::string> known;
  const auto add = [&](const data::Value& item) {
    base::Json row = base::Json::object();
    row.set(rule.key, store::first_text(item, rule.from));
    row.set("title", store::first_text(item, rule.titles));
    const bool titled = !store::first_text(item, rule.titles).empty();
    if (titled && known.insert(row.text()).second) rows.add(std::move(row));
  };
  store::for_each_at(data, rule.each, [&](const data::Value& item) {
    if (rule.lists.empty()) add(item);
    for (const std::string& list : rule.lists) {
      for (const data::Value& inner : store::list_member(item, list)) add(inner);
    }
  });
  return rows;
}

/// The editions that the archive has of the issue, as they are there.
base::Json former_editions(const ArchivedIssue* former) {
  base::Json editions = base::Json::list();
  const auto read = former == nullptr ? std::nullopt : base::parse_json(former->json);
  const auto list = read ? read->view().find("editions") : std::nullopt;
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) {
    editions.add(base::Json::written(list->at(i).json()));
  }
  return editions;
}

}  // namespace

ArchivedIssue make_issue(const data::Value& data, const std::string& period, const IssueNumbers& numbers,
                         const NewEdition& edition, const ArchivedIssue* former, const store::Periodical& periodical) {
  ArchivedIssue issue;
  issue.period = period;
  issue.numbers = numbers;
  issue.edition = former == nullptr ? 1 : former->edition + 1;
  issue.published = edition.published;
  const std::string month = path_of_period(issue.period);
  base::Json object = base::Json::object();
  object.set("period", issue.period);
  object.set("year", issue.numbers.year);
  object.set("issue", issue.numbers.issue);
  if (issue.numbers.total) object.set("total_issue", *issue.numbers.total);
  object.set("issue_date", issue.numbers.date);
  object.set("title", periodical.title);
  const std::string_view issuer = store::text_member(data, periodical.issuer);
  object.set("issuer", issuer.empty() ? std::string_view(periodical.title) : issuer);
  object.set("file_name", edition.file_name);
  object.set("path", month);
  object.set("edition", issue.edition);
  object.set("published", issue.published);
  object.set("sections", list_of(edition.sections, section_json));
  for (const store::IndexRule& rule : periodical.index) object.set(rule.member, index_json(data, rule));
  base::Json editions = former_editions(former);
  editions.add(edition_json(edition, issue.edition, month));
  object.set("editions", std::move(editions));
  issue.json = object.text();
  return issue;
}

}  // namespace gongwen::publish
