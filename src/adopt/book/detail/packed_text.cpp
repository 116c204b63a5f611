#include "adopt/book/detail/packed_text.h"

#include "resources/deflate.h"

#include <vector>

namespace gongwen::book {

void PackedText::pack() {
  check_sum_ = resources::crc32(waiting_, check_sum_);
  length_ += waiting_.size();
  packed_ += resources::deflate_part(waiting_, resources::Effort::Usual);
  waiting_.clear();
}

void PackedText::end() {
  check_sum_ = resources::crc32(waiting_, check_sum_);
  length_ += waiting_.size();
  std::vector<char> room;
  packed_ += resources::pack_blocks(waiting_, room, resources::Effort::Usual);
  waiting_.clear();
}

}  // namespace gongwen::book
