package dev.podsonde.dns.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoomTest {
  private final Room room = new Room();

  @Test
  void entryBeyondTheLimitIsRefusedAndCounted() {
    Map<String, Integer> table = new HashMap<>();
    assertThat(room.entry(table, "a", 2, _ -> 1)).isEqualTo(1);
    assertThat(room.entry(table, "b", 2, _ -> 2)).isEqualTo(2);
    assertThat(room.entry(table, "c", 2, _ -> 3)).isNull();
    assertThat(room.entry(table, "a", 2, _ -> 4)).isEqualTo(1);
    assertThat(room.refused()).isEqualTo(1);
  }

  @Test
  void elementThatIsThereNeedsNoRoom() {
    Set<String> table = new HashSet<>();
    for (String element : new String[] {"a", "b", "b", "c", "a"}) {
      room.add(table, element, 2);
    }
    assertThat(table).containsExactlyInAnyOrder("a", "b");
    assertThat(room.refused()).isEqualTo(1);
  }
}
