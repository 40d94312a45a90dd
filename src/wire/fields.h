#pragma once
// An event as a list of named fields and back, driven by the Boost.Describe description of its struct.
//
// Every member of the struct is one field. A guarded value (Private, Personal) is a field of its own wherever it
// stands, so that it can be withheld or erased alone: inside a nested struct or list it is named by its path
// ("persons/0/name"), and what is left of the struct stays in the parent's field ("persons"). A guard without a value
// is not written at all. Enumerators are written by name: putting them in another order changes no stored meaning.
//
// Bounds: a list holds at most `longest_list` elements, an event at most `most_fields` fields.
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/guarded.h"
#include "base/hash.h"
#include "base/result.h"

namespace onestop::wire {

enum class Visibility : std::uint8_t { shared = 0, private_ = 1, personal = 2 };  // the numbers are hashed and stored
std::string_view to_text(Visibility visibility);

struct Field {
  std::string name;
  Visibility visibility = Visibility::shared;
  Id person;            // of a personal field
  Bytes value;          // canonical bytes, in clear
  bool present = true;  // false: withheld, or unreadable since its person was erased
  bool operator==(const Field&) const = default;
};

constexpr std::size_t longest_list = 4096;
constexpr std::size_t most_fields = 4096;

namespace detail {

template <class T> struct IsOptional : std::false_type {};
template <class T> struct IsOptional<std::optional<T>> : std::true_type {};
template <class T> struct IsList : std::false_type {};
template <class T> struct IsList<std::vector<T>> : std::true_type {};
template <> struct IsList<Bytes> : std::false_type {};
template <class T> struct IsByteArray : std::false_type {};
template <std::size_t N> struct IsByteArray<std::array<unsigned char, N>> : std::true_type {};
template <class T> struct IsPrivate : std::false_type {};
template <class T> struct IsPrivate<Private<T>> : std::true_type {};
template <class T> struct IsPersonal : std::false_type {};
template <class T> struct IsPersonal<Personal<T>> : std::true_type {};
template <class T> constexpr bool is_guard = IsPrivate<T>::value || IsPersonal<T>::value;
template <class T> constexpr bool is_described_struct =
    std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

/// True when a guarded value stands somewhere inside T.
template <class T>
constexpr bool holds_guard() {
  if constexpr (is_guard<T>) {
    return true;
  } else if constexpr (IsOptional<T>::value || IsList<T>::value) {
    return holds_guard<typename T::value_type>();
  } else if constexpr (is_described_struct<T>) {
    bool found = false;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      found = found || holds_guard<std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>>();
    });
    return found;
  } else {
    return false;
  }
}

template <class T>
const char* enumerator_name(T value) {
  const char* name = nullptr;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto one) {
    if (one.value == value) name = one.name;
  });
  return name;
}

template <class T>
std::optional<T> enumerator(std::string_view text) {
  std::optional<T> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto one) {
    if (text == one.name) found = one.value;
  });
  return found;
}

/// Lengthens the path for the time of a scope.
class Step {
 public:
  Step(std::string& path, std::string_view name) : path_(path), before_(path.size()) {
    if (!path_.empty()) path_ += '/';
    path_ += name;
  }
  ~Step() { path_.resize(before_); }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

 private:
  std::string& path_;
  std::size_t before_;
};

class FieldWriter {
 public:
  template <class T>
  std::vector<Field> write(const T& event) {
    boost::mp11::mp_for_each<Members<T>>([&](auto member) { top(member.name, event.*member.pointer); });
    check(fields_.size() <= most_fields, "an event has more fields than can be stored");
    return std::move(fields_);
  }

 private:
  template <class V>
  void top(std::string_view name, const V& value) {
    const Step step(path_, name);
    if constexpr (is_guard<V>) {
      guarded(value);
    } else {
      const auto place = fields_.size();
      fields_.emplace_back().name = path_;
      ByteWriter out;
      put(out, value);
      fields_[place].value = out.take();
    }
  }

  template <class G>
  void guarded(const G& guard) {
    if (!guard.reveal()) return;
    using V = std::remove_cvref_t<decltype(*guard.reveal())>;
    static_assert(!holds_guard<V>(), "a guarded value cannot hold another guarded value");
    Field field;
    field.name = path_;
    if constexpr (IsPersonal<G>::value) {
      field.visibility = Visibility::personal;
      field.person = guard.person();
    } else {
      field.visibility = Visibility::private_;
    }
    ByteWriter out;
    put(out, *guard.reveal());
    field.value = out.take();
    fields_.push_back(std::move(field));
  }

  template <class V>
  void put(ByteWriter& out, const V& v) {
    if constexpr (is_guard<V>) {
      guarded(v);
    } else if constexpr (std::same_as<V, bool>) {
      out.u8(v ? 1 : 0);
    } else if constexpr (std::is_enum_v<V>) {
      static_assert(boost::describe::has_describe_enumerators<V>::value, "an enum in an event needs BOOST_DESCRIBE_ENUM");
      const char* name = enumerator_name(v);
      check(name != nullptr, "an enum in an event has a value without a name");
      out.text(name);
    } else if constexpr (std::integral<V>) {
      if constexpr (sizeof(V) == 1) out.u8(static_cast<std::uint8_t>(v));
      else if constexpr (sizeof(V) == 2) out.u16(static_cast<std::uint16_t>(v));
      else if constexpr (sizeof(V) == 4) out.u32(static_cast<std::uint32_t>(v));
      else out.u64(static_cast<std::uint64_t>(v));
    } else if constexpr (std::same_as<V, std::string>) {
      out.text(v);
    } else if constexpr (std::same_as<V, Code>) {
      out.text(v.view());
    } else if constexpr (std::same_as<V, Id>) {
      out.id(v);
    } else if constexpr (std::same_as<V, Instant>) {
      out.instant(v);
    } else if constexpr (std::same_as<V, Day>) {
      out.u32(static_cast<std::uint32_t>(v.number));
    } else if constexpr (std::same_as<V, Bytes>) {
      out.blob(v);
    } else if constexpr (IsByteArray<V>::value) {
      out.raw(v);
    } else if constexpr (IsOptional<V>::value) {
      out.u8(v ? 1 : 0);
      if (v) put(out, *v);
    } else if constexpr (IsList<V>::value) {
      check(v.size() <= longest_list, "a list in an event is longer than can be stored");
      out.u32(static_cast<std::uint32_t>(v.size()));
      for (std::size_t i = 0; i < v.size(); ++i) {
        using E = typename V::value_type;
        if constexpr (holds_guard<E>()) {
          const Step step(path_, std::to_string(i));
          put(out, v[i]);
        } else {
          put(out, static_cast<const E&>(v[i]));
        }
      }
    } else {
      static_assert(is_described_struct<V>, "this type cannot stand in an event: describe it with BOOST_DESCRIBE_STRUCT");
      boost::mp11::mp_for_each<Members<V>>([&](auto member) {
        using M = std::remove_cvref_t<decltype(v.*member.pointer)>;
        if constexpr (holds_guard<M>()) {
          const Step step(path_, member.name);
          put(out, v.*member.pointer);
        } else {
          put(out, v.*member.pointer);
        }
      });
    }
  }

  std::vector<Field> fields_;
  std::string path_;
};

/// Hands out fields by name, each once, and knows whether any was left over.
class FieldSource {
 public:
  explicit FieldSource(const std::vector<Field>& fields) : fields_(fields), used_(fields.size(), false) {}
  /// Null when there is no such field or it was already taken.
  const Field* take(std::string_view name);
  const Field* left_over() const;

 private:
  const std::vector<Field>& fields_;
  std::vector<bool> used_;
  std::size_t next_ = 0;
};

class FieldReader {
 public:
  explicit FieldReader(const std::vector<Field>& fields) : source_(fields) {}

  template <class T>
  Expected<T> read() {
    T event{};
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      if (wrong_.empty()) top(member.name, event.*member.pointer);
    });
    if (wrong_.empty())
      if (const auto* extra = source_.left_over()) wrong("has a field that its type does not know", extra->name);
    if (!wrong_.empty()) return fault(std::move(wrong_));
    return event;
  }

 private:
  template <class V>
  void top(std::string_view name, V& value) {
    const Step step(path_, name);
    if constexpr (is_guard<V>) {
      guarded(value);
    } else {
      const auto* field = source_.take(path_);
      if (!field) return wrong("lacks the field", path_);
      if (field->visibility != Visibility::shared || !field->present) return wrong("withholds the shared field", path_);
      read_all(field->value, value);
    }
  }

  template <class V>
  void read_all(const Bytes& bytes, V& value) {
    ByteReader in(bytes);
    get(in, value);
    if (wrong_.empty() && !in.done()) wrong("has a field with bytes too many or too few", path_);
  }

  template <class G>
  void guarded(G& guard) {
    const auto* field = source_.take(path_);
    if (!field) return;
    using V = std::remove_cvref_t<decltype(*guard.reveal())>;
    constexpr auto expected = IsPersonal<G>::value ? Visibility::personal : Visibility::private_;
    if (field->visibility != expected) return wrong("has a field of another visibility than its type says", path_);
    std::optional<V> value;
    if (field->present) {
      value.emplace();
      read_all(field->value, *value);
      if (!wrong_.empty()) return;
    }
    if constexpr (IsPersonal<G>::value) guard = G(field->person, std::move(value));
    else if (value) guard = G(std::move(*value));
  }

  template <class V>
  void get(ByteReader& in, V& v) {
    if constexpr (is_guard<V>) {
      guarded(v);
    } else if constexpr (std::same_as<V, bool>) {
      v = flag(in);
    } else if constexpr (std::is_enum_v<V>) {
      const auto name = in.text();
      if (const auto known = enumerator<V>(name)) v = *known;
      else wrong("has an unknown word in the field", path_);
    } else if constexpr (std::integral<V>) {
      if constexpr (sizeof(V) == 1) v = static_cast<V>(in.u8());
      else if constexpr (sizeof(V) == 2) v = static_cast<V>(in.u16());
      else if constexpr (sizeof(V) == 4) v = static_cast<V>(in.u32());
      else v = static_cast<V>(in.u64());
    } else if constexpr (std::same_as<V, std::string>) {
      v = in.text();
    } else if constexpr (std::same_as<V, Code>) {
      const auto text = in.text();
      if (Code::fits(text) && text.find('\0') == std::string::npos) v = Code(text);
      else wrong("has a code that is too long in the field", path_);
    } else if constexpr (std::same_as<V, Id>) {
      v = in.id();
    } else if constexpr (std::same_as<V, Instant>) {
      v = in.instant();
    } else if constexpr (std::same_as<V, Day>) {
      v.number = static_cast<std::int32_t>(in.u32());
    } else if constexpr (std::same_as<V, Bytes>) {
      const auto part = in.blob();
      v.assign(part.begin(), part.end());
    } else if constexpr (IsByteArray<V>::value) {
      const auto part = in.raw(v.size());
      std::copy(part.begin(), part.end(), v.begin());
    } else if constexpr (IsOptional<V>::value) {
      if (flag(in)) {
        v.emplace();
        get(in, *v);
      } else {
        v.reset();
      }
    } else if constexpr (IsList<V>::value) {
      list(in, v);
    } else {
      boost::mp11::mp_for_each<Members<V>>([&](auto member) {
        if (!wrong_.empty() || !in.ok()) return;
        using M = std::remove_cvref_t<decltype(v.*member.pointer)>;
        if constexpr (holds_guard<M>()) {
          const Step step(path_, member.name);
          get(in, v.*member.pointer);
        } else {
          get(in, v.*member.pointer);
        }
      });
    }
  }

  template <class V>
  void list(ByteReader& in, V& v) {
    const auto count = in.u32();
    if (count > longest_list) return wrong("has a list that is too long in the field", path_);
    v.clear();
    for (std::uint32_t i = 0; i < count && in.ok() && wrong_.empty(); ++i) {
      using E = typename V::value_type;
      E element{};
      if constexpr (holds_guard<E>()) {
        const Step step(path_, std::to_string(i));
        get(in, element);
      } else {
        get(in, element);
      }
      v.push_back(std::move(element));
    }
  }

  bool flag(ByteReader& in) {
    const auto byte = in.u8();
    if (byte > 1) wrong("has a yes-or-no that is neither in the field", path_);
    return byte == 1;
  }
  void wrong(std::string_view what, std::string_view where);

  FieldSource source_;
  std::string path_;
  std::string wrong_;
};

template <class T> struct TypeText;

template <class T>
std::string members_text() {
  std::string text;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    using M = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    if (!text.empty()) text += ", ";
    text += member.name;
    text += ' ';
    text += TypeText<M>::get();
  });
  return text;
}

template <class T>
struct TypeText {
  static std::string get() {
    if constexpr (std::same_as<T, bool>) return "bool";
    else if constexpr (std::is_enum_v<T>) {
      std::string text = "one of(";
      boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto one) {
        if (text.back() != '(') text += ' ';
        text += one.name;
      });
      return text + ")";
    } else if constexpr (std::integral<T>) return (std::is_signed_v<T> ? "i" : "u") + std::to_string(sizeof(T) * 8);
    else if constexpr (std::same_as<T, std::string>) return "text";
    else if constexpr (std::same_as<T, Code>) return "code";
    else if constexpr (std::same_as<T, Id>) return "id";
    else if constexpr (std::same_as<T, Instant>) return "instant";
    else if constexpr (std::same_as<T, Day>) return "day";
    else if constexpr (std::same_as<T, Bytes>) return "bytes";
    else if constexpr (IsByteArray<T>::value) return std::to_string(sizeof(T)) + " bytes";
    else if constexpr (IsOptional<T>::value) return "optional " + TypeText<typename T::value_type>::get();
    else if constexpr (IsList<T>::value) return "list of " + TypeText<typename T::value_type>::get();
    else if constexpr (IsPrivate<T>::value || IsPersonal<T>::value)
      return (IsPrivate<T>::value ? "private " : "personal ") +
             TypeText<std::remove_cvref_t<decltype(*std::declval<T&>().reveal())>>::get();
    else return "{" + members_text<T>() + "}";
  }
};

}  // namespace detail

/// The fields of an event, in the order of its struct.
template <class T>
std::vector<Field> to_fields(const T& event) {
  return detail::FieldWriter().write(event);
}

/// Strict: every shared field must be there, every byte read, nothing left over. A withheld or erased guarded field
/// gives an empty guard (an erased one still names its person).
template <class T>
Expected<T> from_fields(const std::vector<Field>& fields) {
  if (fields.size() > most_fields) return fault("the event has more fields than any event may have");
  return detail::FieldReader(fields).read<T>();
}

// ---- types of events -------------------------------------------------------------------------------------------

/// The stable name and version of an event struct. Specialise it for each event; both are written down independently
/// of the struct's C++ name, and src/wire/event_schema.txt holds the fields of each version that ever landed:
///   template <> struct EventType<HoldPlaced> { static constexpr const char* name = "HoldPlaced"; static constexpr int version = 1; };
/// A struct that has members `event_name` and `event_version` of its own needs no specialisation.
template <class T>
struct EventType {
  static constexpr const char* name = T::event_name;
  static constexpr int version = T::event_version;
};

/// "HoldPlaced 1: hold id, scope one of(person vehicle), ...": compared with src/wire/event_schema.txt by a test, so
/// that a struct cannot change under its version.
template <class T>
std::string describe_event() {
  return std::string(EventType<T>::name) + " " + std::to_string(EventType<T>::version) + ": " +
         detail::members_text<T>() + "\n";
}

/// One line for each alternative of the variant, sorted by name.
template <class Variant>
std::string describe_events();

/// Rewrites the fields of one older version into those of the next.
struct Upcaster {
  Code type;
  std::uint16_t from_version = 0;
  Expected<std::vector<Field>> (*rewrite)(std::vector<Field> fields) = nullptr;
};
using Upcasters = std::vector<Upcaster>;

/// Applies upcasters one after the other until `to_version`; a missing step or a version from the future is a fault.
Expected<std::vector<Field>> upcast(const Code& type, std::uint16_t from_version, std::uint16_t to_version,
                                    std::vector<Field> fields, const Upcasters& upcasters);

struct EncodedEvent {
  Code type;
  std::uint16_t type_version = 0;
  std::vector<Field> fields;
};

template <class Variant>
EncodedEvent encode_event(const Variant& event) {
  return std::visit(
      []<class E>(const E& one) {
        return EncodedEvent{EventType<E>::name, static_cast<std::uint16_t>(EventType<E>::version), to_fields(one)};
      },
      event);
}

template <class Variant>
Expected<Variant> decode_event(const Code& type, std::uint16_t type_version, std::vector<Field> fields,
                               const Upcasters& upcasters = {}) {
  Expected<Variant> result = fault("there is no event type named \"" + type.text() + "\"");
  bool found = false;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, boost::mp11::mp_rename<Variant, boost::mp11::mp_list>>>(
      [&](auto identity) {
        using E = typename decltype(identity)::type;
        if (found || type.view() != EventType<E>::name) return;
        found = true;
        auto current = upcast(type, type_version, EventType<E>::version, std::move(fields), upcasters);
        if (!current) {
          result = std::unexpected(current.error());
          return;
        }
        auto event = from_fields<E>(*current);
        if (event) result = Variant(std::move(*event));
        else result = fault(type.text() + " " + event.error().what);
      });
  return result;
}

std::string sorted_lines(std::vector<std::string> lines);

template <class Variant>
std::string describe_events() {
  std::vector<std::string> lines;
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, boost::mp11::mp_rename<Variant, boost::mp11::mp_list>>>(
      [&](auto identity) { lines.push_back(describe_event<typename decltype(identity)::type>()); });
  return sorted_lines(std::move(lines));
}

}  // namespace onestop::wire
