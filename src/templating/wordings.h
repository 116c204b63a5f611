// Wordings: labels, guidance and sentences of a kind of document, which its templates write by id and offices may
// replace.
//   wording("request.deadline", date=deadline | cn_date)      with the text "于{date}前提交。"
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

/// A text with placeholders for values, written `{name}`; `{{` and `}}` are literal braces.
struct Wording {
  struct Piece {
    std::string text;  // for a placeholder, its name
    bool is_place = false;
  };
  std::vector<Piece> pieces;
  std::vector<std::string> places;  // names, each once, sorted

  /// Returns nullopt if a brace is not closed, or if the braces do not contain a name.
  static std::optional<Wording> parse(std::string_view text);
};

class Wordings {
 public:
  /// Adds a text, or replaces the one with the same id.
  void set(std::string_view id, Wording wording);
  /// Null if absent.
  const Wording* find(std::string_view id) const;
  /// The most similar id; empty if none is similar.
  std::string nearest_id(std::string_view id) const;

 private:
  std::map<std::string, Wording, std::less<>> texts_;
};

/// `{date}、{name}`: names of placeholders for messages; `–` if there are none.
std::string list_places(const std::vector<std::string>& names);

}  // namespace gongwen::templating
