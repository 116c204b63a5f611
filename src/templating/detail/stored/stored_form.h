// The form of a program in bytes, which its writer and its reader agree on: the texts of all tables one after the
// other, then the tables, in which a text is its length alone. Whoever changes it, what the opcodes do, or what
// templates are compiled to, gives kProgramForm another number; a test compares the bytes of a program with those of
// this number.
#pragma once

#include <cstdint>
#include <string_view>

namespace gongwen::templating {

inline constexpr std::string_view kProgramForm = "templates 1";

// Of a builtin.
inline constexpr std::uint8_t kIsFilter = 0;
inline constexpr std::uint8_t kIsTest = 1;

/// A constant; what follows depends on it.
enum class StoredConstant : std::uint8_t { None, False, True, Integer, Float, Text, Markup };

// Bits of the shape of a call.
inline constexpr std::uint8_t kHasStar = 1;
inline constexpr std::uint8_t kHasDoubleStar = 2;

// Bits of a function.
inline constexpr std::uint8_t kIsCaptured = 1;
inline constexpr std::uint8_t kUsesCaller = 2;
inline constexpr std::uint8_t kUsesKwargs = 4;
inline constexpr std::uint8_t kUsesVarargs = 8;
inline constexpr std::uint8_t kExplicitCaller = 16;

/// Bit of an opcode: a flag and a slot follow.
inline constexpr std::uint8_t kHasMore = 0x80;

// The place of an instruction: the one before again, none, or this and its first byte, after which its length follows.
inline constexpr std::uint64_t kSameSpan = 0;
inline constexpr std::uint64_t kNoSpan = 1;
inline constexpr std::uint64_t kFirstSpan = 2;

}  // namespace gongwen::templating
