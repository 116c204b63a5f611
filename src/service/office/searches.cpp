// Searches that users save under a name: links above the list, and the page on which they are saved and removed.
#include "service/inbox/searches.h"

#include "base/utf8.h"
#include "service/detail/office_pages.h"
#include "service/detail/submission_list.h"

#include <algorithm>

namespace gongwen::service {
namespace {

constexpr std::string_view kSearchesAddress = "/office/searches";
constexpr std::size_t kLongestName = 60;  // characters

// The whole list has no query.
std::string search_address(const std::string& query) { return query.empty() ? "/office/" : "/office/?" + query; }

OfficeForm search_form(const OfficeVisit& visit, const std::string& query) {
  OfficeForm form{std::string(kSearchesAddress),
                  {{"name", "text", visit.words(texts::OfficeSearchName), visit.field("name")},
                   {"shared", "checkbox", visit.words(texts::OfficeSearchShared), "1"}},
                  {{"_save", visit.words(texts::OfficeCallChangeButton)}},
                  visit.words(texts::OfficeSearchSave)};
  form.inputs.back().checked = visit.has("shared");
  form.hidden = {{"query", query}};
  return form;
}

/// Returns the parameters of a query that the list has; empty if it cannot be read.
std::string known_query(const std::string& query) {
  // Parameters of other pages, and the number of the page, do not belong to a search.
  const auto fields = http::parse_form(query);
  return fields ? http::write_form(kept_query(*fields)) : std::string();
}

}  // namespace

inbox::Result<base::Json> OfficePages::searches_of(const VisitPtr& visit, const std::string& query) {
  const auto searches = inbox::Searches(inbox_).list(visit->account.name);
  if (!searches) return base::Failure{searches.error()};
  base::Json links = base::Json::list();
  // The whole list cannot be saved.
  bool is_kept = query.empty();
  for (const inbox::Search& search : *searches) {
    // Compared as text: known_query() writes the parameters in the order of the address.
    const bool is_here = search.query == query;
    is_kept = is_kept || is_here;
    base::Json link = base::Json::object();
    link.set("address", search_address(search.query)).set("label", search.name);
    links.add(std::move(link.set("here", is_here)));
  }
  base::Json json = base::Json::object();
  json.set("title", visit->words(texts::OfficeSearches)).set("links", std::move(links));
  std::string manage;
  const std::vector<http::FormField> next{{"query", query}};
  // The link for saving appears only if the search is not saved yet.
  if (!is_kept) manage = fmt::format("{}?{}", kSearchesAddress, http::write_form(next));
  json.set("save", manage).set("save_words", visit->words(texts::OfficeSearchSave));
  json.set("manage", searches->empty() ? std::string() : std::string(kSearchesAddress));
  return std::move(json.set("manage_words", visit->words(texts::OfficeSearchManage)));
}

/// GET, POST /office/searches: saves the search of `query`, removes one of the user's own.
void OfficePages::searches(const VisitPtr& visit) {
  if (!visit->posts()) return show_searches(visit, known_query(visit->asked("query")), 200, {});
  inbox::Searches searches(inbox_);
  if (visit->has("_remove")) {
    // Only the user's own search, since the account is part of the condition. Shared ones of others stay.
    const auto fault = searches.remove(visit->account.name, visit->field("_remove"));
    if (fault && fault->kind != inbox::Fault::Kind::NotFound) return send_fault(visit, *fault);
    return send_to(visit, std::string(kSearchesAddress));
  }
  inbox::Search search;
  search.account = visit->account.name;
  search.name = base::trim_ascii_space(visit->field("name"));
  search.query = known_query(visit->field("query"));
  search.shared = visit->has("shared");
  search.created = visit->now;
  const auto refuse = [&](const diagnostics::BilingualText& words) {
    show_searches(visit, search.query, http::status::kUnprocessable, words.in(visit->language));
  };
  if (is_blank(search.name)) return refuse(texts::OfficeSearchNoName);
  if (base::count_code_points(search.name) > kLongestName) {
    return show_searches(visit, search.query, http::status::kUnprocessable,
                         texts::OfficeSearchLongName.in(visit->language, kLongestName));
  }
  const auto fault = searches.add(search);
  if (!fault) return send_to(visit, search_address(search.query));
  if (fault->kind == inbox::Fault::Kind::Exists) return refuse(texts::OfficeSearchExists);
  if (fault->kind != inbox::Fault::Kind::Full) return send_fault(visit, *fault);
  show_searches(visit, search.query, http::status::kUnprocessable,
                texts::OfficeSearchTooMany.in(visit->language, inbox::kMostSearches));
}

void OfficePages::show_searches(const VisitPtr& visit, const std::string& query, unsigned status,
                                std::string_view error) {
  const auto searches = inbox::Searches(inbox_).list(visit->account.name);
  if (!searches) return send_fault(visit, searches.error());
  OfficeTable page;
  page.paragraphs = {visit->words(texts::OfficeSearchAbout)};
  page.heads = {visit->words(texts::OfficeSearchName), visit->words(texts::OfficeSearchFor)};
  for (const inbox::Search& search : *searches) {
    // Searches that others share are not managed here.
    if (search.account != visit->account.name) continue;
    page.rows.push_back({{{search.name, search_address(search.query)},
                          {visit->words(search.shared ? texts::OfficeSearchForAll : texts::OfficeSearchForMe)}},
                         search.id});
  }
  if (!page.rows.empty())
    page.row_button = {std::string(kSearchesAddress), "_remove", visit->words(texts::MailHookRemove)};
  if (!query.empty()) page.forms = {search_form(*visit, query)};
  send_office(visit, status, visit->words(texts::OfficeSearches), page, errors_of(error));
}

}  // namespace gongwen::service
