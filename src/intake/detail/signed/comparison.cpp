#include "intake/detail/signed/annotation_changes.h"
#include "intake/detail/signed/revision_changes.h"

#include <algorithm>
#include <cstdlib>

namespace gongwen::intake {
namespace {

const PlainValue kNothing;
/// A chain of objects one in the other is followed so far; a longer one counts as a difference.
constexpr int kMaxChain = 1'000;
/// Kinds of changes that one revision is asked for; more say nothing new.
constexpr std::size_t kMaxChanges = 2'000;

bool is_number(const PlainValue& value) {
  return !value.is_reference && (value.type == ot_integer || value.type == ot_real);
}

/// However they are written: `0`, `0.0`, `+0`.
bool is_same_number(const PlainValue& one, const PlainValue& other) {
  const auto value = [](const PlainValue& number) {
    return std::strtod(std::string(number.text).c_str(), nullptr);
  };
  return one.text == other.text || value(one) == value(other);
}

}  // namespace

Placed object_at(const Revision& revision, int id) {
  PlainValue reference;
  reference.is_reference = true;
  reference.number = id;
  return revision.follow(reference, id);
}

const PlainValue& written_entry(const Placed& dictionary, std::string_view key) {
  if (!dictionary.is(ot_dictionary) && !dictionary.is(ot_stream)) return kNothing;
  const PlainValue* const value = dictionary.value->find(key);
  return value == nullptr ? kNothing : *value;
}

std::vector<std::string> keys_of_both(const Placed& old, const Placed& now) {
  std::set<std::string> keys;
  for (const Placed* dictionary : {&old, &now}) {
    for (const PlainMember& member : dictionary->value->members) keys.emplace(member.key.text());
  }
  return {keys.begin(), keys.end()};
}

Comparison::Comparison(const ReadRevision& old, const ReadRevision& now) : old_(old), now_(now) {
  const auto gather = [](const ReadRevision& revision, std::set<int>& apart) {
    apart.insert(revision.form.objects.begin(), revision.form.objects.end());
    for (const auto& [id, page] : revision.form.page_of) apart.insert(id);
    apart.insert(revision.objects.pages().begin(), revision.objects.pages().end());
    apart.insert(revision.objects.root().id);
    apart.erase(0);
  };
  gather(old, old_apart_);
  gather(now, now_apart_);
}

void Comparison::set_apart(int old, int now) {
  if (old != 0) old_apart_.insert(old);
  if (now != 0) now_apart_.insert(now);
}

std::optional<int> Comparison::differs(const PlainValue& old, const PlainValue& now, int within) {
  return values_differ(old, now, within, 0);
}

std::optional<int> Comparison::differs(const Placed& old, const Placed& now) {
  if (old.is(ot_stream) && now.is(ot_stream) && old_.objects.stream_hash(old.id) != now_.objects.stream_hash(now.id)) {
    return now.id;
  }
  return differs(*old.value, *now.value, now.id);
}

std::optional<int> Comparison::key_differs(const Placed& old, const Placed& now, std::string_view key) {
  return differs(written_entry(old, key), written_entry(now, key), now.id);
}

std::optional<int> Comparison::values_differ(const PlainValue& old, const PlainValue& now, int within, int depth) {
  if (depth > kMaxChain) return within;
  if (old.is_reference || now.is_reference) {
    const int old_id = old.is_reference ? static_cast<int>(old.number) : 0;
    const int now_id = now.is_reference ? static_cast<int>(now.number) : 0;
    if (is_apart(old_id, now_id)) return old_id == now_id ? std::nullopt : std::optional(within);
    if (old_id != 0 && now_id != 0 && !compared_.emplace(old_id, now_id).second) return std::nullopt;
    const Placed old_value = old_.objects.follow(old, 0);
    const Placed now_value = now_.objects.follow(now, within);
    if (old_value.is(ot_stream) && now_value.is(ot_stream) &&
        old_.objects.stream_hash(old_value.id) != now_.objects.stream_hash(now_value.id)) {
      return now_value.id;
    }
    return members_differ(*old_value.value, *now_value.value, now_value.id, depth + 1);
  }
  return members_differ(old, now, within, depth);
}

std::optional<int> Comparison::members_differ(const PlainValue& old, const PlainValue& now, int within, int depth) {
  if (is_number(old) && is_number(now)) return is_same_number(old, now) ? std::nullopt : std::optional(within);
  if (old.type != now.type || old.number != now.number || old.text != now.text ||
      old.items.size() != now.items.size()) {
    return within;
  }
  for (std::size_t i = 0; i < old.items.size(); ++i) {
    if (const auto id = values_differ(old.items[i], now.items[i], within, depth + 1)) return id;
  }
  if (old.type != ot_dictionary && old.type != ot_stream) return std::nullopt;
  for (const std::string& key : keys_of_both({&old, 0}, {&now, 0})) {
    // The bytes are compared themselves; nodes above are compared from above.
    if (key == "/Parent" || (old.type == ot_stream && key == "/Length")) continue;
    const PlainValue* const before = old.find(key);
    const PlainValue* const after = now.find(key);
    const auto id =
        values_differ(before == nullptr ? kNothing : *before, after == nullptr ? kNothing : *after, within, depth + 1);
    if (id) return id;
  }
  return std::nullopt;
}

Changes compare_revisions(const ReadRevision& old, const ReadRevision& now) {
  Changes changes;
  Comparison comparison(old, now);
  compare_pages(comparison, changes);
  compare_structure(comparison, changes);
  compare_catalog(comparison, changes);
  compare_form(comparison, changes);
  compare_annotations(comparison, changes);
  if (changes.size() > kMaxChanges) changes.resize(kMaxChanges);
  return changes;
}

}  // namespace gongwen::intake
