// A page as a list of tags, for tests: enough of HTML for pages that are written strictly.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::web_pages {

struct Tag {
  std::string name;
  std::map<std::string, std::string> attributes;
  bool is_end = false;
};

inline std::string unescape_html(std::string_view text) {
  const std::pair<std::string_view, char> kNames[] = {{"&amp;", '&'}, {"&lt;", '<'},   {"&gt;", '>'},
                                                      {"&#34;", '"'}, {"&#39;", '\''}, {"&quot;", '"'}};
  std::string out;
  while (!text.empty()) {
    bool found = false;
    for (const auto& [name, character] : kNames) {
      if (!text.starts_with(name)) continue;
      out += character;
      text.remove_prefix(name.size());
      found = true;
      break;
    }
    if (found) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

/// All tags in their order. What is in `style` is not markup.
inline std::vector<Tag> scan_html(std::string_view html) {
  std::vector<Tag> tags;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    Tag tag;
    ++at;
    if (html[at] == '!') continue;
    if (html[at] == '/') tag.is_end = true, ++at;
    while (html[at] != '>' && html[at] != ' ') tag.name += html[at++];
    while (html[at] != '>') {
      while (html[at] == ' ') ++at;
      std::string name;
      while (html[at] != '=' && html[at] != ' ' && html[at] != '>') name += html[at++];
      std::string value;
      if (html[at] == '=') {
        const std::size_t end = html.find('"', at + 2);
        value = unescape_html(html.substr(at + 2, end - at - 2));
        at = end + 1;
      }
      if (!name.empty()) tag.attributes.emplace(name, value);
    }
    tags.push_back(tag);
    if (tag.name == "style" && !tag.is_end) at = html.find("</style>", at);
  }
  return tags;
}

/// What is wrong with the page: tags that do not nest, ids that are there twice, references that lead nowhere.
inline std::vector<std::string> html_faults(const std::vector<Tag>& tags) {
  const std::set<std::string> kVoid{"meta", "link", "input", "br"};
  std::vector<std::string> faults;
  std::vector<std::string> open;
  std::set<std::string> ids;
  for (const Tag& tag : tags) {
    if (const auto id = tag.attributes.find("id"); id != tag.attributes.end() && !ids.insert(id->second).second) {
      faults.push_back("twice: " + id->second);
    }
    if (kVoid.contains(tag.name)) continue;
    // The only elements whose end tag is left out are the options of lists of suggestions.
    if (tag.name == "option" && !open.empty() && open.back() == "datalist") continue;
    if (!tag.is_end) {
      open.push_back(tag.name);
    } else if (open.empty() || open.back() != tag.name) {
      faults.push_back("does not nest: " + tag.name);
    } else {
      open.pop_back();
    }
  }
  for (const std::string& name : open) faults.push_back("not closed: " + name);
  for (const Tag& tag : tags) {
    for (const char* const name : {"for", "aria-describedby", "aria-labelledby", "list", "href"}) {
      const auto found = tag.attributes.find(name);
      if (found == tag.attributes.end() || tag.name == "link") continue;
      std::string rest = found->second.substr(found->second.starts_with("#") ? 1 : 0);
      while (!rest.empty()) {
        const std::string id = rest.substr(0, rest.find(' '));
        rest.erase(0, id.size() + 1);
        if (!ids.contains(id)) faults.push_back(std::string(name) + " leads nowhere: " + id);
      }
    }
  }
  return faults;
}

}  // namespace gongwen::web_pages
