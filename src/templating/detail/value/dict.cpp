#include "templating/detail/value/dict.h"

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/compare.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/number_text.h"
#include "templating/detail/value/objects.h"
#include "templating/detail/value/runtime.h"

#include <bit>
#include <cmath>

// Entries are in an array in the order of insertion. Only larger dicts have an index, an open hash table with positions
// in that array (linear probing, up to half full). Removed entries stay as gaps, so that positions and cursors stay
// valid.
namespace gongwen::templating {
namespace {

int depth_of(data::Value value) {
  int depth = 0;
  for (auto above = value.parent(); above; above = above->parent()) ++depth;
  return depth;
}

}  // namespace

diagnostics::DataPlace DataRoot::common_place(diagnostics::DataPlace a, diagnostics::DataPlace b) const {
  data::Value left(document_, a.node);
  data::Value right(document_, b.node);
  int left_depth = depth_of(left);
  int right_depth = depth_of(right);
  for (; left_depth > right_depth; --left_depth) left = *left.parent();
  for (; right_depth > left_depth; --right_depth) right = *right.parent();
  while (left != right) {
    left = *left.parent();
    right = *right.parent();
  }
  return {source_, left.node()};
}

Value DataRoot::wrap(data::Value value) {
  const diagnostics::DataPlace place{source_, value.node()};
  switch (value.type()) {
    case data::ValueType::Null: return Value::none().with_place(place);
    case data::ValueType::Boolean: return Value::boolean(value.boolean()).with_place(place);
    case data::ValueType::Integer: return Value::integer(value.integer()).with_place(place);
    case data::ValueType::Decimal: return wrap_decimal(value).with_place(place);
    case data::ValueType::String: return Value::text(value.string()).with_place(place);
    case data::ValueType::Array: return Value::data(Kind::DataArray, *this, place);
    case data::ValueType::Object: return Value::data(Kind::DataObject, *this, place);
  }
  return Value::missing();
}

Value DataRoot::wrap_decimal(data::Value value) {
  const std::string_view written = value.decimal_text();
  // A decimal without point and exponent is an integer that does not fit 64 bits.
  if (written.find_first_of(".eE") == std::string_view::npos) {
    if (const auto integer = parse_python_integer(written, 10); integer && !integer->is_too_large()) {
      return make_integer(arena_, *integer);
    }
  }
  return Value::number(parse_python_float(written).value_or(0));
}

/// The data itself is never changed: the first method that changes a list copies it, and every value with the same
/// place uses this copy from then on.
List& DataRoot::make_list(Runtime& runtime, const Value& array) {
  void*& copy = changed_[array.place().node];
  if (copy == nullptr) {
    const data::Value elements = at(array);
    auto& list = runtime.arena().make<List>();
    for (std::size_t i = 0; i < elements.size(); ++i) list.items.push_back(runtime.arena(), wrap(elements.at(i)));
    copy = &list;
  }
  return *static_cast<List*>(copy);
}

Dict& DataRoot::make_dict(Runtime& runtime, const Value& object) {
  void*& copy = changed_[object.place().node];
  if (copy == nullptr) {
    const data::Value members = at(object);
    auto& dict = runtime.arena().make<Dict>();
    for (std::size_t i = 0; i < members.size(); ++i) {
      dict.set(runtime, Value::text(members.key_at(i)), wrap(members.at(i)));
    }
    copy = &dict;
  }
  return *static_cast<Dict*>(copy);
}

List& mutable_list(Runtime& runtime, const Value& list) {
  return list.is(Kind::List) ? list.as<List>() : list.data_root().make_list(runtime, list);
}

Dict& mutable_dict(Runtime& runtime, const Value& dict) {
  return dict.is(Kind::Dict) ? dict.as<Dict>() : dict.data_root().make_dict(runtime, dict);
}

namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9E37'79B9'7F4A'7C15 + (hash << 6) + (hash >> 2);
  return hash * 0xFF51'AFD7'ED55'8CCD;
}

/// Equal numbers have equal hashes, even if their kinds differ.
std::uint64_t hash_number(const Value& key) {
  const double number = to_double(key);
  if (number == std::trunc(number) && std::fabs(number) < 9e15)
    return mix(1, static_cast<std::uint64_t>(static_cast<std::int64_t>(number)));
  return mix(2, std::bit_cast<std::uint64_t>(number));
}

std::uint64_t hash_at(Runtime& runtime, const Value& key, Nesting nesting) {
  if (key.is_text()) return hash_text(key.text());
  if (is_number(key)) return hash_number(key);
  switch (key.kind()) {
    case Kind::None: return 3;
    case Kind::Tuple: {
      std::uint64_t hash = 4;
      const std::span<const Value> items = key.as<Tuple>().items;
      runtime.charge(items.size());
      for (const Value& item : items) hash = mix(hash, hash_at(runtime, item, nesting.inner(runtime)));
      return hash;
    }
    case Kind::Range: return mix(5, key.as<Range>().size);
    case Kind::Undefined:
      if (is_lenient(key)) return 7;
      runtime.fail_undefined(key);
    case Kind::List:
    case Kind::DataArray:
    case Kind::Dict:
    case Kind::DataObject: runtime.fail_about(key, diagnostics::messages::TemplatingUnhashable, type_name(key));
    default: break;
  }
  return mix(6, std::bit_cast<std::uintptr_t>(key.identity()));
}

}  // namespace

/// FNV-1a; the upper half is folded in, since the index uses the lower bits.
std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01B3;
  return hash ^ hash >> 32;
}

std::uint64_t hash_key(Runtime& runtime, const Value& key) { return hash_at(runtime, key, Nesting{}); }

const Value* Dict::find(Runtime& runtime, const Value& key) const {
  const std::uint32_t entry = find_entry(key, hash_key(runtime, key), &runtime);
  return entry == kEmpty ? nullptr : &entries_[entry].value;
}

const Value* Dict::find(std::string_view key) const {
  // Without an index texts are compared directly, so the hash would not be used.
  const std::uint64_t hash = index_.empty() ? 0 : hash_text(key);
  const std::uint32_t entry = find_entry(Value::text(key), hash, nullptr);
  return entry == kEmpty ? nullptr : &entries_[entry].value;
}

void Dict::set(Runtime& runtime, const Value& key, const Value& value) {
  const std::uint64_t hash = hash_key(runtime, key);
  const std::uint32_t found = find_entry(key, hash, &runtime);
  if (found != kEmpty) {
    entries_[found].value = value;
    return;
  }
  entries_.push_back(runtime.arena(), {key, value, hash});
  ++live_;
  if (entries_.size() > kLargestUnindexed) add_to_index(runtime, static_cast<std::uint32_t>(entries_.size() - 1));
}

bool Dict::erase(Runtime& runtime, const Value& key) {
  const std::uint32_t entry = find_entry(key, hash_key(runtime, key), &runtime);
  if (entry == kEmpty) return false;
  entries_[entry].key = Value::missing();  // the index keeps pointing here, so that searches continue past it
  entries_[entry].value = Value::missing();
  --live_;
  return true;
}

void Dict::clear() {
  entries_.clear();
  index_ = {};
  live_ = 0;
}

std::uint32_t Dict::find_entry(const Value& key, std::uint64_t hash, Runtime* runtime) const {
  const auto matches = [&](const Entry& entry) {
    if (entry.key.is_text() != key.is_text()) return false;
    if (key.is_text()) return entry.key.text() == key.text();
    return entry.hash == hash && runtime != nullptr && equals(*runtime, entry.key, key);
  };
  if (index_.empty()) {
    for (std::uint32_t i = 0; i < entries_.size(); ++i) {
      if (matches(entries_[i])) return i;
    }
    return kEmpty;
  }
  const std::size_t mask = index_.size() - 1;
  std::uint64_t probes = 0;
  for (std::size_t slot = hash & mask; index_[slot] != kEmpty; slot = (slot + 1) & mask) {
    const Entry& entry = entries_[index_[slot]];
    if (entry.hash == hash && matches(entry)) return index_[slot];
    ++probes;
  }
  // Keys chosen to collide make a dict slow; their price is paid in steps.
  if (runtime != nullptr) runtime->charge(probes);
  return kEmpty;
}

void Dict::add_to_index(Runtime& runtime, std::uint32_t entry) {
  if (entries_.size() * 2 > index_.size()) {
    rebuild_index(runtime);
    return;
  }
  const std::size_t mask = index_.size() - 1;
  std::size_t slot = entries_[entry].hash & mask;
  while (index_[slot] != kEmpty) slot = (slot + 1) & mask;
  index_[slot] = entry;
}

void Dict::rebuild_index(Runtime& runtime) {
  runtime.charge(entries_.size());
  // A quarter full at first: the number of entries can double before the next rebuild.
  index_ = runtime.arena().array<std::uint32_t>(std::bit_ceil(entries_.size() * 4));
  std::fill(index_.begin(), index_.end(), kEmpty);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) add_to_index(runtime, i);
}

}  // namespace gongwen::templating
