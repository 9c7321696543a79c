package dev.podsonde.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.podsonde.packet.WireBytes;
import dev.podsonde.print.testing.PacketBytes;
import org.junit.jupiter.api.Test;

class TcpConversationsTest {
  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;

  private final TcpConversations conversations = new TcpConversations();

  @Test
  void conversationsDifferByAddressAndPort() {
    begin(0x0a00_0001_0a00_0002L, 0x0fa0_1388, 1, 2);
    begin(0x0a00_0001_0a00_0003L, 0x0fa0_1388, 3, 4);
    begin(0x0a00_0001_0a00_0002L, 0x0fa0_1389, 5, 6);

    assertThat(find(0x0a00_0001_0a00_0002L, 0x0fa0_1388)).isTrue();
    assertThat(conversations.firstBase()).isEqualTo(1);
    assertThat(conversations.secondBase()).isEqualTo(2);
    assertThat(find(0x0a00_0001_0a00_0003L, 0x0fa0_1388)).isTrue();
    assertThat(conversations.firstBase()).isEqualTo(3);
    assertThat(find(0x0a00_0001_0a00_0002L, 0x0fa0_1389)).isTrue();
    assertThat(conversations.secondBase()).isEqualTo(6);
    assertThat(find(0x0a00_0002_0a00_0001L, 0x0fa0_1388)).isFalse();
  }

  @Test
  void beginningAnewReplacesTheBase() {
    begin(1, 1, 0xffff_ffff, 2);
    begin(1, 1, 7, 0xffff_ffff);

    assertThat(find(1, 1)).isTrue();
    assertThat(conversations.firstBase()).isEqualTo(7);
    assertThat(conversations.secondBase()).isEqualTo(-1);
  }

  @Test
  void ipv6AddressesAreComparedWhole() {
    String ends = "fd000000000000000000000000000001 fd000000000000000000000000000002";
    WireBytes bytes = window(PacketBytes.hex(ends));
    assertThat(conversations.find(bytes, 0, 16, IPV6_LENGTH, 5)).isFalse();
    assertThat(conversations.begin(1, 2)).isTrue();

    assertThat(conversations.find(bytes, 0, 16, IPV6_LENGTH, 5)).isTrue();
    assertThat(conversations.find(bytes, 16, 0, IPV6_LENGTH, 5)).isFalse();
  }

  @Test
  void oneMoreThanTheLimitIsRefusedAndCounted() {
    for (int i = 0; i < TcpConversations.IPV4_CONVERSATIONS_MAX; i++) {
      assertThat(begin(i, 80, i, 0)).isTrue();
    }
    assertThat(begin(-1, 80, 0, 0)).isFalse();
    assertThat(conversations.refused()).isEqualTo(1);

    assertThat(find(TcpConversations.IPV4_CONVERSATIONS_MAX - 1, 80)).isTrue();
    assertThat(conversations.firstBase()).isEqualTo(TcpConversations.IPV4_CONVERSATIONS_MAX - 1);
    assertThat(begin(0, 80, 9, 9)).isTrue();
  }

  private boolean begin(long addresses, int ports, int firstBase, int secondBase) {
    find(addresses, ports);
    return conversations.begin(firstBase, secondBase);
  }

  private boolean find(long addresses, int ports) {
    WireBytes bytes = window(PacketBytes.number(addresses, 8));
    return conversations.find(bytes, 0, IPV4_LENGTH, IPV4_LENGTH, ports);
  }

  private static WireBytes window(byte[] memory) {
    WireBytes bytes = new WireBytes();
    bytes.wrap(memory, 0, memory.length);
    return bytes;
  }
}
