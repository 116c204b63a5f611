#include "engine/collect/detail/collected_form.h"

namespace gongwen::engine {
namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr base::Moment kChina = base::Moment{8} * 3'600;
constexpr std::size_t kDate = 10;    // characters
constexpr std::size_t kMinute = 16;  // 2030-03-20T09:15

}  // namespace

base::Moment time_of(const CollectedForm& form) {
  return form.form.saved != 0 ? form.form.saved : form.changed / kNanoseconds;
}

std::string time_words(const CollectedForm& form) {
  std::string text = base::format_moment(time_of(form) + kChina).substr(0, kMinute);
  text[kDate] = ' ';
  return text;
}

bool is_newer(const CollectedForm& one, const CollectedForm& other) {
  const base::Moment time = time_of(one);
  const base::Moment others = time_of(other);
  return time != others ? time > others : one.changed > other.changed;
}

}  // namespace gongwen::engine
