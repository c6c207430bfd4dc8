package tasklog.projection.task;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What tasks are called and described as, in several languages; so many of each that words are rare and frequent. */
final class Phrases {

  /** From one of 2,500 tasks to a fourth of them. */
  static final String RARE = "zeppelin";
  static final String FREQUENT = "customer";
  static final String TWO = "invoice review";
  static final String BEGINNING = "pres";
  static final String CHINESE = "报告";

  private static final List<String> VERBS = List.of("Review", "Prepare", "Send", "Sign", "Translate", "Order",
      "Repair", "Check", "Cancel", "Renew", "Présenter", "Décrire", "Plan", "Discuss", "Archive", "Measure",
      "Describe", "Подготовить", "Проверить", "Überprüfe");
  private static final List<String> OBJECTS = List.of("invoice", "contract", "presentation", "budget",
      "report", "passport", "shipment", "newsletter", "résumé", "workshop", "insurance", "printer", "server",
      "timetable", "agenda", "catalogue", "отчёт", "договор", "Prüfbericht", "façade", "warehouse", "licence",
      "prototype", "survey", "Łódź office");
  private static final List<String> CHINESE_TITLES = List.of("准备季度报告", "审核合同条款", "预订会议室", "会議の資料を準備する",
      "報告書を確認する", "寄送客户样品", "更新项目进度表", "한국어 보고서 검토", "联系供应商", "安排面试时间");

  private static final List<String> SENTENCES = List.of(
      "Ask the customer for the latest version before Friday.",
      "Everything is in the shared folder, names and numbers too.",
      "Call back the customer, who has waited since last week.",
      "See the minutes of the meeting on the timetable.",
      "Three copies, signed, by registered mail.",
      "The invoice has to be paid within thirty days.",
      "If the customer agrees, close it; otherwise write down why.",
      "La facture est à régler avant la fin du mois.",
      "Проверить цены и сроки поставки.",
      "Bitte bis Ende der Woche erledigen und Rückmeldung geben.");

  private static final int SENTENCES_OF_LONG = 6;

  private Phrases() {}

  /** The last one is the only one with the rare word. */
  static List<String> titles() {
    var titles = new ArrayList<String>();
    VERBS.forEach(verb -> OBJECTS.forEach(object -> titles.add(verb + " " + object)));
    titles.addAll(CHINESE_TITLES);
    titles.add("Inflate the zeppelin");
    return titles;
  }

  /** The first one is empty, then one sentence each, then several. */
  static List<String> descriptions() {
    var longOnes = Stream.iterate(0, from -> from + 1).limit(SENTENCES.size()).map(Phrases::several);
    return Stream.of(Stream.of(""), SENTENCES.stream(), longOnes).flatMap(all -> all).toList();
  }

  private static String several(int from) {
    return String.join(" ", Stream.iterate(from, at -> (at + 3) % SENTENCES.size()).limit(SENTENCES_OF_LONG)
        .map(SENTENCES::get).toList());
  }
}
