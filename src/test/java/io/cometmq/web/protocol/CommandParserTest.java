package io.cometmq.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames become commands, or errors that name the field. */
final class CommandParserTest {
  private static final Limits LIMITS = new Limits(100, 4, 10, 256, 5_000, 25_000);

  private final CommandParser parser = new CommandParser(LIMITS);

  private Command parse(String json) {
    return parser.parse(CommandParser.object(json.replace('\'', '"')));
  }

  @Test
  void shouldReadSubscriptions() {
    assertThat(parse("{'id':1,'subscribe':{'sub':7,'topic':'prices'}}"))
        .isEqualTo(new Command.Subscribe(7, "prices", FilterText.ALL, new StartAt.Latest(), 64));
    assertThat(
            parse(
                "{'subscribe':{'sub':7,'topic':'p','filter':{'tag':'A || B'},'from':{'time':5},"
                    + "'credit':0,'future':[1]}}"))
        .isEqualTo(
            new Command.Subscribe(7, "p", new FilterText("A || B", null), new StartAt.Time(5), 0));
    assertThat(parse("{'subscribe':{'sub':7,'topic':'p','from':{'cursor':'c'}}}"))
        .isEqualTo(new Command.Subscribe(7, "p", FilterText.ALL, new StartAt.At("c"), 64));
  }

  @Test
  void shouldReadMessages() {
    Command.Publish publish =
        (Command.Publish)
            parse(
                "{'publish':{'topic':'chat','tag':'msg','keys':['k1','k2'],'order':'room',"
                    + "'delay':5,'properties':{'lang':'en'},'body':'hi'}}");
    assertThat(publish.topic()).isEqualTo("chat");
    assertThat(publish.tag()).isEqualTo("msg");
    assertThat(publish.keys()).containsExactly("k1", "k2");
    assertThat(publish.order()).isEqualTo("room");
    assertThat(publish.delayMs()).isEqualTo(5);
    assertThat(publish.properties()).isEqualTo(Map.of("lang", "en"));
    assertThat(publish.body()).isEqualTo("hi".getBytes(StandardCharsets.UTF_8));
    Command.Publish bytes =
        (Command.Publish) parse("{'publish':{'topic':'c','body':'AP8=','encoding':'base64'}}");
    assertThat(bytes.body()).isEqualTo(new byte[] {0, (byte) 0xFF});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{'subscribe':{'topic':'p'}} # BAD_REQUEST # subscribe.sub is missing",
        "{'subscribe':{'sub':'1','topic':'p'}} # BAD_REQUEST # subscribe.sub must be a whole"
            + " number",
        "{'subscribe':{'sub':1}} # BAD_REQUEST # subscribe.topic is missing",
        "{'subscribe':{'sub':1,'topic':5}} # BAD_REQUEST # subscribe.topic must be text",
        "{'subscribe':{'sub':1,'topic':'p','from':'now'}} # BAD_REQUEST # subscribe.from is wrong",
        "{'subscribe':{'sub':1,'topic':'p','from':{}}} # BAD_REQUEST # subscribe.from is wrong",
        "{'subscribe':{'sub':1,'topic':'p','credit':257}} # BAD_REQUEST # subscribe.credit is 257,"
            + " allowed is 0 to 256",
        "{'subscribe':{'sub':1,'topic':'p','filter':{'tag':'a','sql':'b'}}} # BAD_REQUEST #"
            + " subscribe.filter has both",
        "{'subscribe':[]} # BAD_REQUEST # subscribe must be an object",
        "{'credit':{'sub':1}} # BAD_REQUEST # credit.add is missing",
        "{'publish':{'topic':'p'}} # BAD_REQUEST # publish.body is missing",
        "{'publish':{'topic':'p','body':{}}} # BAD_REQUEST # publish.body must be text",
        "{'publish':{'topic':'p','body':'*','encoding':'base64'}} # BAD_REQUEST # publish.body is"
            + " no base64",
        "{'publish':{'topic':'p','body':'','encoding':'hex'}} # BAD_REQUEST # publish.encoding is"
            + " hex",
        "{'publish':{'topic':'p','body':'','tag':'a|b'}} # BAD_REQUEST # publish.tag must be one"
            + " tag",
        "{'publish':{'topic':'p','body':'','keys':['a b']}} # BAD_REQUEST # publish.keys has a key",
        "{'publish':{'topic':'p','body':'','keys':'a'}} # BAD_REQUEST # publish.keys must be a"
            + " list",
        "{'publish':{'topic':'p','body':'','delay':-1}} # BAD_REQUEST # publish.delay is -1",
        "{'publish':{'topic':'p','body':'','properties':{'KEYS':'a'}}} # BAD_REQUEST #"
            + " publish.properties.KEYS is the broker's own",
        "{'publish':{'topic':'p','body':'','properties':{'a':1}}} # BAD_REQUEST #"
            + " publish.properties.a must be text",
        "{'subscribe':{'sub':1,'topic':'p'},'credit':{'sub':1,'add':1}} # UNKNOWN_COMMAND # exactly"
            + " one",
        "{'id':1} # UNKNOWN_COMMAND # exactly one"
      })
  void shouldNameTheFieldThatIsWrong(String json, ErrorCode code, String text) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOfSatisfying(
            CometException.class, e -> assertThat(e.code()).as(json).isEqualTo(code))
        .hasMessageContaining(text);
  }

  @Test
  void shouldRefuseBodiesThatAreTooLarge() {
    assertThatThrownBy(() -> parse("{'publish':{'topic':'p','body':'" + "x".repeat(101) + "'}}"))
        .isInstanceOfSatisfying(
            CometException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }

  @Test
  void shouldReadRequests() {
    assertThat(parse("{'request':{'topic':'q','body':'?','timeout':700}}"))
        .isInstanceOfSatisfying(
            Command.Request.class,
            request -> {
              assertThat(request.timeoutMs()).isEqualTo(700);
              assertThat(request.message().topic()).isEqualTo("q");
              assertThat(request.message().body()).containsExactly('?');
            });
    assertThatThrownBy(() -> parse("{'request':{'topic':'q','body':'','timeout':0}}"))
        .hasMessageStartingWith("request.timeout");
    assertThatThrownBy(() -> parse("{'request':{'topic':'q','body':'','delay':5}}"))
        .hasMessageStartingWith("request.delay");
  }

  @Test
  void shouldKnowWhatIsNotThereYet() {
    for (String json : List.of("{'reply':{'topic':'q'}}")) {
      assertThat(parse(json)).isInstanceOf(Command.Unsupported.class);
    }
    assertThat(parse("{'refresh':{'token':'t'}}")).isEqualTo(new Command.Refresh("t"));
  }

  @Test
  void shouldTellBrokenFramesFromWrongCommands() {
    for (String broken : List.of("", "[]", "1", "{", "{}{}", "{'a':1}", "{\"a\":1,\"a\":2}")) {
      assertThatThrownBy(() -> CommandParser.object(broken))
          .as(broken)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
