#include "engine/input/detail/renewed_kind.h"

#include "engine/input/detail/word_template.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

namespace gongwen::engine {
namespace {

using base::Json;
using base::JsonView;
using templating::UsedType;
using templating::UsedValue;
using MaybeView = std::optional<JsonView>;

constexpr std::string_view kDraftKeyword = "x-drafted";
/// Words for people, which fit a value of any type.
constexpr auto kTitleKeywords = std::to_array<std::string_view>({"title", "description", "x-title", "x-description"});

Json copy_of(const JsonView& view) {
  if (view.is_text()) return Json(view.text());
  if (view.is_list()) {
    Json list = Json::list();
    for (std::size_t i = 0; i < view.size(); ++i) list.add(copy_of(view.at(i)));
    return list;
  }
  if (!view.is_object()) return Json::written(view.json());
  Json object = Json::object();
  for (std::size_t i = 0; i < view.size(); ++i) object.set(view.name_at(i), copy_of(view.at(i)));
  return object;
}

MaybeView member_of(const MaybeView& object, std::string_view name) {
  return object && object->is_object() ? object->find(name) : std::nullopt;
}

bool are_same(const MaybeView& a, const MaybeView& b) {
  return a.has_value() == b.has_value() && (!a || a->json() == b->json());
}

bool is_list_of_texts(const JsonView& view) {
  if (!view.is_list()) return false;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (!view.at(i).is_text()) return false;
  }
  return true;
}

std::vector<std::string> texts_of(const MaybeView& list) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) texts.emplace_back(list->at(i).text());
  return texts;
}

bool has(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

/// The texts of `ours` with the changes between `base` and `theirs`.
std::vector<std::string> merged_texts(const MaybeView& base, const MaybeView& ours, const MaybeView& theirs) {
  const std::vector<std::string> before = texts_of(base);
  const std::vector<std::string> after = texts_of(theirs);
  std::vector<std::string> merged;
  for (std::string& one : texts_of(ours)) {
    if (has(after, one) || !has(before, one)) merged.push_back(std::move(one));
  }
  for (const std::string& one : after) {
    if (!has(merged, one) && !has(before, one)) merged.push_back(one);
  }
  return merged;
}

Json merged(const MaybeView& base, const JsonView& ours, const JsonView& theirs);

/// Merges a keyword that may be missing: a keyword that people removed stays removed.
std::optional<Json> merged_keyword(const MaybeView& base, const MaybeView& ours, const MaybeView& theirs) {
  if (ours && theirs) return merged(base, *ours, *theirs);
  if (ours && !are_same(base, ours)) return copy_of(*ours);
  if (theirs && !base) return copy_of(*theirs);
  return std::nullopt;
}

Json merged(const MaybeView& base, const JsonView& ours, const JsonView& theirs) {
  if (are_same(base, ours)) return copy_of(theirs);
  if (is_list_of_texts(ours) && is_list_of_texts(theirs)) return Json::list_of(merged_texts(base, ours, theirs));
  if (!ours.is_object() || !theirs.is_object()) return copy_of(ours);
  Json made = Json::object();
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const std::string_view name = ours.name_at(i);
    if (auto one = merged_keyword(member_of(base, name), ours.at(i), theirs.find(name)))
      made.set(name, *std::move(one));
  }
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    const std::string_view name = theirs.name_at(i);
    if (!ours.find(name) && !member_of(base, name)) made.set(name, copy_of(theirs.at(i)));
  }
  return made;
}

/// Whether values of one type can serve where tags need the other.
bool serves(std::string_view type, std::string_view needed) {
  const auto is_number = [](std::string_view one) {
    return one == "number" || one == "integer";
  };
  if (type == needed || needed == "boolean" || needed.empty()) return true;
  if (is_number(needed)) return is_number(type);
  return needed == "string" && type != "array" && type != "object" && type != "null";
}

/// Whether no value that a person's schema accepts would serve the tags. A schema without types may accept any.
bool contradicts(const JsonView& ours, const JsonView& theirs) {
  const MaybeView types = ours.find("type");
  if (!types) return false;
  const std::string needed = theirs.text_of("type");
  if (types->is_text()) return !serves(types->text(), needed);
  const std::vector<std::string> all = texts_of(types);
  return !all.empty() &&
         std::none_of(all.begin(), all.end(), [&](const std::string& one) { return serves(one, needed); });
}

bool is_for_people(std::string_view keyword) {
  return std::find(kTitleKeywords.begin(), kTitleKeywords.end(), keyword) != kTitleKeywords.end();
}

/// Whether people have changed more than words.
bool has_corrections(const MaybeView& base, const JsonView& ours) {
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (!is_for_people(ours.name_at(i)) && !are_same(member_of(base, ours.name_at(i)), ours.at(i))) return true;
  }
  return false;
}

/// 【name】, which import writes for a text.
bool is_made_up(const JsonView& value) { return value.text().starts_with("【") && value.text().ends_with("】"); }

const UsedValue* find_member(const UsedValue& group, std::string_view name) {
  const auto found = std::find_if(group.members.begin(), group.members.end(),
                                  [name](const UsedValue& one) { return one.name == name; });
  return found == group.members.end() ? nullptr : &*found;
}

/// Adds the values at a path of names, in all rows of the lists on the way.
void collect(const JsonView& value, std::string_view path, std::vector<JsonView>& found) {
  if (path.empty()) {
    found.push_back(value);
  } else if (value.is_list()) {
    for (std::size_t i = 0; i < value.size(); ++i) collect(value.at(i), path, found);
  } else if (value.is_object()) {
    const std::string_view name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    if (const MaybeView member = value.find(name)) collect(*member, path, found);
  }
}

class KindRenewal {
 public:
  KindRenewal(const MaybeView& record, const JsonView& sample, const std::function<bool(std::string_view)>& is_used)
      : base_sample_(member_of(record, "sample")), sample_(sample), is_used_(is_used) {}

  /// The schema of a value; `path` precedes the names of its members.
  Json schema(const MaybeView& base, const JsonView& ours, const JsonView& theirs, const UsedValue& used,
              const std::string& path) {
    const bool has_item = used.type == UsedType::List && !used.item.empty();
    std::vector<std::string> required;
    Json made = Json::object();
    const auto put = [&](std::string_view keyword) {
      const MaybeView before = member_of(base, keyword);
      const MaybeView own = ours.find(keyword);
      const MaybeView drafted = theirs.find(keyword);
      const bool are_objects = own && drafted && own->is_object() && drafted->is_object();
      if (keyword == "properties" && are_objects)
        made.set(keyword, properties(before, *own, *drafted, used, path, texts_of(ours.find("required")), required));
      else if (keyword == "items" && are_objects && has_item)
        made.set(keyword, schema(before, *own, *drafted, used.item.front(), path));
      else if (auto one = merged_keyword(before, own, drafted))
        made.set(keyword, *std::move(one));
    };
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (ours.name_at(i) != "required" && ours.name_at(i) != kDraftKeyword) put(ours.name_at(i));
    }
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      if (theirs.name_at(i) != "required" && !ours.find(theirs.name_at(i))) put(theirs.name_at(i));
    }
    for (std::string& one : merged_texts(member_of(base, "required"), ours.find("required"), theirs.find("required"))) {
      if (!has(required, one) && !has(gone_, path + one)) required.push_back(std::move(one));
    }
    if (!required.empty()) made.set("required", Json::list_of(required));
    return made;
  }

  Json sample(const MaybeView& base, const JsonView& ours, const JsonView& theirs, const std::string& path) const {
    if (are_same(base, ours) || (!base && is_made_up(ours))) return copy_of(theirs);
    if (ours.is_list() && theirs.is_list() && theirs.size() > 0) {
      Json list = Json::list();
      for (std::size_t i = 0; i < ours.size(); ++i) {
        const bool has_row = base && base->is_list() && base->size() > 0;
        const MaybeView row = has_row ? MaybeView(base->at(std::min(i, base->size() - 1))) : std::nullopt;
        list.add(ours.at(i).is_object() ? sample(row, ours.at(i), theirs.at(0), path) : copy_of(ours.at(i)));
      }
      return list;
    }
    if (!ours.is_object() || !theirs.is_object()) return copy_of(ours);
    Json made = Json::object();
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const std::string name(ours.name_at(i));
      if (has(gone_, path + name)) continue;
      const MaybeView drafted = theirs.find(name);
      made.set(name,
               drafted ? sample(member_of(base, name), ours.at(i), *drafted, path + name + ".") : copy_of(ours.at(i)));
    }
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      const std::string_view name = theirs.name_at(i);
      if (!ours.find(name) && !member_of(base, name)) made.set(name, copy_of(theirs.at(i)));
    }
    return made;
  }

  std::vector<FieldGuess> names;
  std::vector<LostCorrection> lost;

 private:
  void note(std::string name, std::string type, std::string reason) {
    names.push_back({std::move(name), std::move(type), {}, std::move(reason), 1});
  }

  Json properties(const MaybeView& base, const JsonView& ours, const JsonView& theirs, const UsedValue& used,
                  const std::string& path, const std::vector<std::string>& was_required,
                  std::vector<std::string>& required) {
    Json made = Json::object();
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const std::string name(ours.name_at(i));
      const MaybeView before = member_of(base, name);
      const MaybeView drafted = theirs.find(name);
      const UsedValue* const member = find_member(used, name);
      if (drafted && member != nullptr) {
        made.set(name, property(before, ours.at(i), *drafted, *member, path));
        continue;
      }
      const bool goes = before && are_same(before, ours.at(i)) && !is_used_(name) && !has_own_values(path + name);
      note(path + name, {}, goes ? "tag-gone" : "tag-unused");
      if (goes) {
        gone_.push_back(path + name);
        continue;
      }
      made.set(name, copy_of(ours.at(i)));
      if (has(was_required, name)) required.push_back(name);
    }
    for (const UsedValue& member : used.members) {
      const MaybeView drafted = theirs.find(member.name);
      if (ours.find(member.name) || !drafted) continue;
      note(path + member.name, type_of_used(member), "tag-new");
      made.set(member.name, copy_of(*drafted));
    }
    return made;
  }

  Json property(const MaybeView& base, const JsonView& ours, const JsonView& theirs, const UsedValue& used,
                const std::string& path) {
    const std::string name = path + used.name;
    // `true`, which accepts any value.
    if (!ours.is_object()) {
      note(name, type_of_used(used), "tag-own");
      return copy_of(ours);
    }
    // A choice that people made while the tags were the same is kept.
    const bool has_changed = !base || !are_same(member_of(base, "type"), theirs.find("type"));
    if (has_changed && contradicts(ours, theirs)) {
      const bool is_lost = has_corrections(base, ours);
      if (is_lost) lost.push_back({name, ours.json(), used.place});
      note(name, type_of_used(used), is_lost ? "tag-replaced" : "tag-retyped");
      Json made = copy_of(theirs);
      for (const std::string_view keyword : kTitleKeywords) {
        if (const MaybeView words = ours.find(keyword)) made.set(keyword, copy_of(*words));
      }
      return made;
    }
    const std::size_t at = names.size();
    note(name, type_of_used(used), "tag");
    Json made = schema(base, ours, theirs, used, name + ".");
    if (is_corrected(made.view(), theirs))
      names[at].reason = "tag-own";
    else if (made.view().text_of("type") != ours.text_of("type") ||
             made.view().text_of("format") != ours.text_of("format"))
      names[at].reason = "tag-retyped";
    return made;
  }

  /// Whether a schema differs from the draft apart from its members, which are reported separately.
  static bool is_corrected(const JsonView& made, const JsonView& drafted) {
    const auto differs = [](const JsonView& one, const JsonView& other) {
      for (std::size_t i = 0; i < one.size(); ++i) {
        const std::string_view keyword = one.name_at(i);
        if (keyword == "properties" || keyword == "required") continue;
        const MaybeView there = other.find(keyword);
        if (keyword == "items" && there && member_of(one.at(i), "properties") && member_of(there, "properties"))
          continue;
        if (!are_same(one.at(i), there)) return true;
      }
      return false;
    };
    return differs(made, drafted) || differs(drafted, made);
  }

  /// Whether people have entered values into the sample.
  bool has_own_values(std::string_view path) const {
    std::vector<JsonView> values;
    collect(sample_, path, values);
    std::set<std::string> drafted;
    if (base_sample_) {
      std::vector<JsonView> before;
      collect(*base_sample_, path, before);
      for (const JsonView& one : before) drafted.insert(one.json());
    }
    return std::any_of(values.begin(), values.end(),
                       [&](const JsonView& one) { return !drafted.contains(one.json()); });
  }

  MaybeView base_sample_;
  JsonView sample_;
  const std::function<bool(std::string_view)>& is_used_;
  std::vector<std::string> gone_;
};

}  // namespace

Json with_draft(Json schema, const DraftedData& draft) {
  Json record = Json::object();
  record.set("schema", copy_of(draft.schema.view())).set("sample", copy_of(draft.sample.view()));
  schema.remove(kDraftKeyword);
  schema.set(kDraftKeyword, std::move(record));
  return schema;
}

RenewedKind renewed_kind(const JsonView& schema, const JsonView& sample, const DraftedData& draft,
                         const UsedValue& root, const std::function<bool(std::string_view name)>& is_used) {
  const MaybeView record = schema.find(kDraftKeyword);
  KindRenewal renewal(record, sample, is_used);
  Json new_schema = renewal.schema(member_of(record, "schema"), schema, draft.schema.view(), root, {});
  Json new_sample = renewal.sample(member_of(record, "sample"), sample, draft.sample.view(), {});
  return {with_draft(std::move(new_schema), draft), std::move(new_sample), std::move(renewal.names),
          std::move(renewal.lost)};
}

}  // namespace gongwen::engine
