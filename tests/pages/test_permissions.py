"""Who gets what answer at every address, by real ids of Quay; and not one of its words outside its circle."""

import io
import re
import zipfile
from collections.abc import Callable

import pypdfium2
import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from organisations.models import Membership, User
from tests.cast import Cast
from tests.pages.addresses import Address, Addresses, routes, routes_of_others

SignedIn = Callable[[User | None], Client]

# Alice facilitates Quay, Bob is its member, Greta has left it; Dora is Harbour's HR admin, Olga its owner,
# Erin in another set of it; Charlie is of another organisation, Stan staff and of none. The ids are
# Quay's and Bob's. 302 is the sign-in page for nobody; for others it is what follows a deed.
TABLE = """
                                        nobody alice   bob  dora  olga  erin greta charlie stan
GET  healthz                               200   200   200   200   200   200   200     200  200
POST healthz                               200   200   200   200   200   200   200     200  200
GET  readyz                                503   503   503   503   503   503   503     503  503
POST readyz                                503   503   503   503   503   503   503     503  503

GET  start                                 302   302   302   302   302   302   302     302  302
POST start                                 302   302   302   302   302   302   302     302  302
GET  begin                                 302   302   302   302   302   302   302     302  302
POST begin                                 302   302   302   302   302   302   302     302  302
GET  found                                 302   200   200   200   200   200   200     200  200
POST found                                 302   302   302   302   302   302   302     302  302
GET  me                                    302   200   200   200   200   200   200     200  200
POST me                                    302   200   200   200   200   200   200     200  200
GET  my_sets                               302   200   200   200   200   200   200     200  200
POST my_sets                               302   200   200   200   200   200   200     200  200
GET  left                                  302   200   200   200   200   200   200     200  200
POST left                                  302   405   405   405   405   405   405     405  405
GET  left_record                           302   404   404   404   404   404   404     404  404
POST left_record                           302   405   405   405   405   405   405     405  405
GET  left_record_json                      302   404   404   404   404   404   404     404  404
POST left_record_json                      302   405   405   405   405   405   405     405  405
GET  left_record_csv                       302   404   404   404   404   404   404     404  404
POST left_record_csv                       302   405   405   405   405   405   405     405  405
GET  left_record_pdf                       302   404   404   404   404   404   404     404  404
POST left_record_pdf                       302   405   405   405   405   405   405     405  405
GET  left_learning_record                  302   404   404   404   404   404   404     404  404
POST left_learning_record                  302   405   405   405   405   405   405     405  405
GET  left_learning_pdf                     302   404   404   404   404   404   404     404  404
POST left_learning_pdf                     302   405   405   405   405   405   405     405  405
GET  left_learning_csv                     302   404   404   404   404   404   404     404  404
POST left_learning_csv                     302   405   405   405   405   405   405     405  405
GET  left_certificate                      302   404   404   404   404   404   404     404  404
POST left_certificate                      302   405   405   405   405   405   405     405  405
GET  left_remove_words                     302   404   404   404   404   404   404     404  404
POST left_remove_words                     302   404   404   404   404   404   404     404  404
GET  me_zone                               302   200   200   200   200   200   200     200  200
POST me_zone                               302   302   302   302   302   302   302     302  302
GET  notifications:preferences             302   200   200   200   200   200   200     200  200
POST notifications:preferences             302   302   302   302   302   302   302     302  302

GET  notifications:rota                    302   200   200   200   200   200   200     200  200
POST notifications:rota                    302   302   302   302   302   302   302     302  302
GET  shared_computer                       302   405   405   405   405   405   405     405  405
POST shared_computer                       302   302   302   302   302   302   302     302  302
GET  notifications:write_again             302   405   405   405   405   405   405     405  405
POST notifications:write_again             302   302   302   302   302   302   302     302  302

GET  invitation                            200   403   403   403   403   403   403     403  403
POST invitation                            200   403   403   403   403   403   403     403  403
GET  progress_by_mail                      200   200   200   200   200   200   200     200  200
POST progress_by_mail                      302   302   302   302   302   302   302     302  302
GET  feed                                  200   200   200   200   200   200   200     200  200
POST feed                                  405   405   405   405   405   405   405     405  405
GET  certificate                           404   404   404   404   404   404   404     404  404
POST certificate                           405   405   405   405   405   405   405     405  405
GET  join                                  200   200   200   200   200   200   200     200  200
POST join                                  405   405   405   405   405   405   405     405  405
GET  own_calendar                          302   200   200   200   200   200   200     200  200
POST own_calendar                          302   405   405   405   405   405   405     405  405
GET  make_feed                             302   405   405   405   405   405   405     405  405
POST make_feed                             302   302   302   404   404   404   404     404  404
GET  replace_feed                          302   405   405   405   405   405   405     405  405
POST replace_feed                          302   404   302   404   404   404   404     404  404
GET  end_feed                              302   405   405   405   405   405   405     405  405
POST end_feed                              302   404   302   404   404   404   404     404  404
GET  choose_invitations                    302   405   405   405   405   405   405     405  405
POST choose_invitations                    302   302   302   302   302   302   302     302  302
GET  poll_by_mail                          200   200   200   200   200   200   200     200  200
POST poll_by_mail                          302   302   302   302   302   302   302     302  302
GET  coming_by_mail                        200   200   200   200   200   200   200     200  200
POST coming_by_mail                        302   302   302   302   302   302   302     302  302
GET  notifications:stop                    200   200   200   200   200   200   200     200  200
POST notifications:stop                    200   200   200   200   200   200   200     200  200
GET  notifications:delivery                302   404   404   404   404   404   404     404  200
POST notifications:delivery                302   405   405   405   405   405   405     405  405
GET  notifications:send_again              302   405   405   405   405   405   405     405  405
POST notifications:send_again              302   404   404   404   404   404   404     404  302

GET  organisations:people                  302   403   403   200   200   403   403     404  404
POST organisations:people                  302   403   403   200   200   403   403     404  404
GET  organisations:invite                  302   403   403   200   200   403   403     404  404
POST organisations:invite                  302   403   403   302   302   403   403     404  404
GET  organisations:export_csv              302   403   403   200   200   403   403     404  404
POST organisations:export_csv              302   405   405   405   405   405   405     404  404
GET  organisations:export_xlsx             302   403   403   200   200   403   403     404  404
POST organisations:export_xlsx             302   405   405   405   405   405   405     404  404
GET  organisations:template_csv            302   403   403   200   200   403   403     404  404
POST organisations:template_csv            302   405   405   405   405   405   405     404  404
GET  organisations:template_xlsx           302   403   403   200   200   403   403     404  404
POST organisations:template_xlsx           302   405   405   405   405   405   405     404  404
GET  organisations:invitations             302   403   403   200   200   403   403     404  404
POST organisations:invitations             302   405   405   405   405   405   405     404  404
GET  organisations:upload                  302   403   403   200   200   403   403     404  404
POST organisations:upload                  302   403   403   302   302   403   403     404  404
GET  organisations:import                  302   403   403   404   200   403   403     404  404
POST organisations:import                  302   405   405   405   405   405   405     404  404
GET  organisations:apply_import            302   405   405   405   405   405   405     404  404
POST organisations:apply_import            302   403   403   404   302   403   403     404  404
GET  organisations:position                302   403   403   200   200   403   403     404  404
POST organisations:position                302   403   403   302   302   403   403     404  404
GET  organisations:end                     302   403   403   200   200   403   403     404  404
POST organisations:end                     302   403   403   302   302   403   403     404  404
GET  organisations:bring_back              302   405   405   405   405   405   405     404  404
POST organisations:bring_back              302   403   403   302   302   403   403     404  404
GET  organisations:resend_invitation       302   405   405   405   405   405   405     404  404
POST organisations:resend_invitation       302   403   403   302   302   403   403     404  404
GET  organisations:revoke_invitation       302   405   405   405   405   405   405     404  404
POST organisations:revoke_invitation       302   403   403   302   302   403   403     404  404
GET  organisations:roles                   302   403   403   403   200   403   403     404  404
POST organisations:roles                   302   403   403   403   302   403   403     404  404
GET  organisations:settings                302   403   403   403   200   403   403     404  404
POST organisations:settings                302   403   403   403   302   403   403     404  404
GET  reports:participation                 302   403   403   200   200   403   403     404  404
POST reports:participation                 302   403   403   200   200   403   403     404  404
GET  reports:costs                         302   403   403   200   200   403   403     404  404
POST reports:costs                         302   403   403   302   302   403   403     404  404
GET  reports:remove_costs                  302   405   405   405   405   405   405     404  404
POST reports:remove_costs                  302   403   403   302   302   403   403     404  404
GET  reports:side_by_side                  302   403   403   200   200   403   403     404  404
POST reports:side_by_side                  302   405   405   405   405   405   405     404  404
GET  reports:health                        302   403   403   200   200   403   403     404  404
POST reports:health                        302   405   405   405   405   405   405     404  404
GET  reports:health_rules                  302   403   403   200   200   403   403     404  404
POST reports:health_rules                  302   403   403   302   302   403   403     404  404
GET  reports:definitions                   302   403   403   200   200   403   403     404  404
POST reports:definitions                   302   405   405   405   405   405   405     404  404
GET  reports:completion                    302   403   403   200   200   403   403     404  404
POST reports:completion                    302   405   405   405   405   405   405     404  404
GET  reports:completion_rules              302   403   403   200   200   403   403     404  404
POST reports:completion_rules              302   403   403   302   302   403   403     404  404
GET  reports:remove_completion_rule        302   405   405   405   405   405   405     404  404
POST reports:remove_completion_rule        302   403   403   302   302   403   403     404  404
GET  reports:exports                       302   403   403   200   200   403   403     404  404
POST reports:exports                       302   403   403   302   302   403   403     404  404
GET  reports:export                        302   403   403   200   404   403   403     404  404
POST reports:export                        302   405   405   405   405   405   405     404  404
GET  reports:export_file                   302   403   403   200   404   403   403     404  404
POST reports:export_file                   302   405   405   405   405   405   405     404  404
GET  reports:monthly                       302   403   403   200   200   403   403     404  404
POST reports:monthly                       302   403   403   302   302   403   403     404  404
GET  reports:stop_monthly                  302   405   405   405   405   405   405     404  404
POST reports:stop_monthly                  302   403   403   302   404   403   403     404  404
GET  reports:set                           302   403   403   200   200   403   403     404  404
POST reports:set                           302   405   405   405   405   405   405     404  404
GET  reports:person                        302   403   403   200   200   403   403     404  404
POST reports:person                        302   405   405   405   405   405   405     404  404

GET  pages:home                            302   200   200   200   302   200   200     404  404
POST pages:home                            302   200   200   200   302   200   200     404  404
GET  pages:person                          302   403   403   200   200   403   403     404  404
POST pages:person                          302   405   405   405   405   405   405     404  404
GET  pages:inbox                           302   200   200   200   200   200   200     404  404
POST pages:inbox                           302   405   405   405   405   405   405     404  404
GET  pages:inbox_seen                      302   405   405   405   405   405   405     404  404
POST pages:inbox_seen                      302   302   302   302   302   302   302     404  404
GET  pages:sets                            302   200   200   200   200   200   200     404  404
POST pages:sets                            302   200   200   200   200   200   200     404  404
GET  pages:set                             302   200   200   200   200   404   404     404  404
POST pages:set                             302   200   200   200   200   404   404     404  404
GET  pages:what_others_see                 302   200   200   403   403   404   404     404  404
POST pages:what_others_see                 302   405   405   405   405   405   405     404  404
GET  pages:welcome                         302   200   200   403   403   404   404     404  404
POST pages:welcome                         302   302   302   403   403   404   404     404  404
GET  pages:welcome_pack                    302   200   403   403   403   404   404     404  404
POST pages:welcome_pack                    302   302   403   403   403   404   404     404  404
GET  pages:who                             302   200   200   403   403   404   404     404  404
POST pages:who                             302   405   405   405   405   405   405     404  404
GET  pages:looking_after                   302   200   403   403   403   404   404     404  404
POST pages:looking_after                   302   405   405   405   405   405   405     404  404
GET  pages:fortnight                       302   200   403   403   403   404   404     404  404
POST pages:fortnight                       302   405   405   405   405   405   405     404  404
GET  pages:own_course                      302   403   200   403   403   404   404     404  404
POST pages:own_course                      302   403   302   403   403   404   404     404  404
GET  pages:session                         302   200   200   200   200   404   404     404  404
POST pages:session                         302   200   200   200   200   404   404     404  404
GET  pages:opening                         302   200   200   403   403   404   404     404  404
POST pages:opening                         302   200   200   403   403   404   404     404  404

GET  pages:record                          302   200   200   200   200   200   200     404  404
POST pages:record                          302   405   405   405   405   405   405     404  404
GET  pages:record_json                     302   200   200   200   200   200   200     404  404
POST pages:record_json                     302   405   405   405   405   405   405     404  404
GET  pages:record_csv                      302   200   200   200   200   200   200     404  404
POST pages:record_csv                      302   405   405   405   405   405   405     404  404
GET  pages:record_pdf                      302   200   200   200   200   200   200     404  404
POST pages:record_pdf                      302   405   405   405   405   405   405     404  404
GET  pages:learning_record                 302   200   200   200   200   200   200     404  404
POST pages:learning_record                 302   405   405   405   405   405   405     404  404
GET  pages:learning_pdf                    302   200   200   200   200   200   200     404  404
POST pages:learning_pdf                    302   200   200   200   200   200   200     404  404
GET  pages:learning_csv                    302   200   200   200   200   200   200     404  404
POST pages:learning_csv                    302   405   405   405   405   405   405     404  404
GET  pages:certificate                     302   404   404   404   404   404   404     404  404
POST pages:certificate                     302   405   405   405   405   405   405     404  404
GET  pages:reflection                      302   200   200   404   404   404   404     404  404
POST pages:reflection                      302   409   302   404   404   404   404     404  404
GET  pages:remove_words                    302   404   404   404   404   404   200     404  404
POST pages:remove_words                    302   404   404   404   404   404   302     404  404

GET  sets:new                              302   200   403   200   200   403   403     404  404
POST sets:new                              302   302   403   302   302   403   403     404  404
GET  open_set                              200   200   200   200   200   200   200     200  200
POST open_set                              405   405   405   405   405   405   405     405  405
GET  sets:find                             302   200   200   200   200   200   200     404  404
POST sets:find                             302   405   405   405   405   405   405     404  404
GET  sets:entry                            302   200   200   200   200   200   200     404  404
POST sets:entry                            302   200   200   302   302   302   302     404  404
GET  sets:withdraw_request                 302   405   405   405   405   405   405     404  404
POST sets:withdraw_request                 302   404   404   404   404   302   404     404  404
GET  sets:listing                          302   200   403   403   403   404   404     404  404
POST sets:listing                          302   302   403   403   403   404   404     404  404
GET  sets:withdraw_listing                 302   405   405   405   405   405   405     404  404
POST sets:withdraw_listing                 302   302   403   403   403   404   404     404  404
GET  sets:requests                         302   200   403   403   403   404   404     404  404
POST sets:requests                         302   405   405   405   405   405   405     404  404
GET  sets:admit                            302   405   405   405   405   405   405     404  404
POST sets:admit                            302   302   403   403   403   404   404     404  404
GET  sets:not_this_time                    302   405   405   405   405   405   405     404  404
POST sets:not_this_time                    302   302   403   403   403   404   404     404  404
GET  sets:form_topic                       302   200   404   200   200   404   404     404  404
POST sets:form_topic                       302   302   404   302   302   404   404     404  404
GET  sets:form_how                         302   200   404   200   200   404   404     404  404
POST sets:form_how                         302   302   404   302   302   404   404     404  404
GET  sets:about                            302   200   403   403   403   404   404     404  404
POST sets:about                            302   302   403   403   403   404   404     404  404
GET  sets:closing                          302   200   403   403   403   404   404     404  404
POST sets:closing                          302   405   405   405   405   405   405     404  404
GET  sets:start_closing                    302   405   405   405   405   405   405     404  404
POST sets:start_closing                    302   302   403   403   403   404   404     404  404
GET  sets:keep_running                     302   405   405   405   405   405   405     404  404
POST sets:keep_running                     302   302   403   403   403   404   404     404  404
GET  sets:new_programme                    302   200   403   200   200   403   403     404  404
POST sets:new_programme                    302   302   403   302   302   403   403     404  404
GET  sets:edit_programme                   302   200   403   200   200   403   403     404  404
POST sets:edit_programme                   302   302   403   302   302   403   403     404  404
GET  sets:programme_facilitators           302   200   403   200   200   403   403     404  404
POST sets:programme_facilitators           302   302   403   302   302   403   403     404  404
GET  pages:programmes                      302   200   403   200   200   403   403     404  404
POST pages:programmes                      302   405   405   405   405   405   405     404  404
GET  pages:programme                       302   200   403   200   200   403   403     404  404
POST pages:programme                       302   405   405   405   405   405   405     404  404
GET  sets:close                            302   405   405   405   405   405   405     404  404
POST sets:close                            302   302   403   403   403   404   404     404  404
GET  sets:invite                           302   200   403   403   403   404   404     404  404
POST sets:invite                           302   302   403   403   403   404   404     404  404
GET  sets:resend                           302   405   405   405   405   405   405     404  404
POST sets:resend                           302   302   403   403   403   404   404     404  404
GET  sets:revoke                           302   405   405   405   405   405   405     404  404
POST sets:revoke                           302   302   403   403   403   404   404     404  404
GET  sets:access_log                       302   200   200   403   403   404   404     404  404
POST sets:access_log                       302   405   405   405   405   405   405     404  404
GET  sets:reminders                        302   200   200   403   403   404   404     404  404
POST sets:reminders                        302   302   403   403   403   404   404     404  404
GET  sets:leave                            302   200   200   403   403   404   404     404  404
POST sets:leave                            302   422   302   403   403   404   302     404  404
GET  sets:end_seat                         302   200   403   403   403   404   404     404  404
POST sets:end_seat                         302   302   403   403   403   404   404     404  404
GET  sets:ground_rules                     302   200   200   403   403   404   404     404  404
POST sets:ground_rules                     302   200   200   403   403   404   404     404  404
GET  sets:write_ground_rules               302   200   200   403   403   404   404     404  404
POST sets:write_ground_rules               302   302   302   403   403   404   404     404  404
GET  sets:agree                            302   405   405   405   405   405   405     404  404
POST sets:agree                            302   302   302   403   403   404   404     404  404
GET  sets:ground_rules_history             302   200   200   403   403   404   404     404  404
POST sets:ground_rules_history             302   405   405   405   405   405   405     404  404
GET  sets:review                           302   200   200   403   403   404   404     404  404
POST sets:review                           302   302   302   403   403   404   404     404  404
GET  sets:worried                          302   200   200   403   403   404   404     404  404
POST sets:worried                          302   405   405   405   405   405   405     404  404

GET  sets:forming                          302   200   403   403   403   404   404     404  404
POST sets:forming                          302   405   405   405   405   405   405     404  404
GET  sets:form_people                      302   200   403   403   403   404   404     404  404
POST sets:form_people                      302   405   405   405   405   405   405     404  404
GET  sets:propose                          302   405   405   405   405   405   405     404  404
POST sets:propose                          302   302   403   403   403   404   404     404  404
GET  sets:take_out                         302   405   405   405   405   405   405     404  404
POST sets:take_out                         302   302   403   403   403   404   404     404  404
GET  sets:admission                        302   405   405   405   405   405   405     404  404
POST sets:admission                        302   302   403   403   403   404   404     404  404
GET  sets:ask                              302   405   405   405   405   405   405     404  404
POST sets:ask                              302   302   403   403   403   404   404     404  404
GET  sets:compose                          302   405   405   405   405   405   405     404  404
POST sets:compose                          302   302   403   403   403   404   404     404  404
GET  sets:proposal                         302   302   200   404   404   404   404     404  404
POST sets:proposal                         302   405   405   405   405   405   405     404  404
GET  sets:say_yes                          302   405   405   405   405   405   405     404  404
POST sets:say_yes                          302   302   302   404   404   404   404     404  404
GET  sets:say_not_this_set                 302   405   405   405   405   405   405     404  404
POST sets:say_not_this_set                 302   302   302   404   404   404   404     404  404
GET  sets:not_together                     302   200   200   200   200   200   200     404  404
POST sets:not_together                     302   302   302   302   302   302   302     404  404
GET  sets:take_wish_back                   302   405   405   405   405   405   405     404  404
POST sets:take_wish_back                   302   302   302   302   302   302   302     404  404

GET  sessions:plan                         302   200   403   403   403   404   404     404  404
POST sessions:plan                         302   302   403   403   403   404   404     404  404
GET  sessions:move                         302   200   403   403   403   404   404     404  404
POST sessions:move                         302   302   403   403   403   404   404     404  404
GET  sessions:cancel                       302   200   403   403   403   404   404     404  404
POST sessions:cancel                       302   302   403   403   403   404   404     404  404
GET  sessions:undo                         302   405   405   405   405   405   405     404  404
POST sessions:undo                         302   302   403   403   403   404   404     404  404
GET  sessions:restore                      302   405   405   405   405   405   405     404  404
POST sessions:restore                      302   302   403   403   403   404   404     404  404
GET  sessions:settle                       302   405   405   405   405   405   405     404  404
POST sessions:settle                       302   302   403   403   403   404   404     404  404
GET  sessions:answer                       302   405   405   405   405   405   405     404  404
POST sessions:answer                       302   302   302   403   403   404   404     404  404
GET  sessions:attendance                   302   200   403   403   403   404   404     404  404
POST sessions:attendance                   302   302   403   403   403   404   404     404  404
GET  sessions:attendance_of                302   405   405   405   405   405   405     404  404
POST sessions:attendance_of                302   302   403   403   403   404   404     404  404
GET  sessions:was_there                    302   405   405   405   405   405   405     404  404
POST sessions:was_there                    302   302   302   403   403   404   404     404  404
GET  sessions:reminder                     302   200   403   403   403   404   404     404  404
POST sessions:reminder                     302   302   403   403   403   404   404     404  404
GET  sessions:process_note                 302   200   403   403   403   404   404     404  404
POST sessions:process_note                 302   302   403   403   403   404   404     404  404
GET  sessions:process_notes                302   200   404   404   404   404   404     404  404
POST sessions:process_notes                302   200   404   404   404   404   404     404  404
GET  sessions:agenda                       302   405   405   405   405   405   405     404  404
POST sessions:agenda                       302   302   302   403   403   404   404     404  404
GET  sessions:download                     302   200   200   403   403   404   404     404  404
POST sessions:download                     302   405   405   405   405   405   405     404  404
GET  sessions:new_poll                     302   302   403   403   403   404   404     404  404
POST sessions:new_poll                     302   302   403   403   403   404   404     404  404
GET  sessions:poll                         302   200   200   403   403   404   404     404  404
POST sessions:poll                         302   302   302   403   403   404   404     404  404
GET  sessions:decide_poll                  302   405   405   405   405   405   405     404  404
POST sessions:decide_poll                  302   302   403   403   403   404   404     404  404
GET  sessions:prolong_poll                 302   405   405   405   405   405   405     404  404
POST sessions:prolong_poll                 302   302   403   403   403   404   404     404  404
GET  sessions:withdraw_poll                302   405   405   405   405   405   405     404  404
POST sessions:withdraw_poll                302   302   403   403   403   404   404     404  404
GET  sessions:challenge                    302   200   200   403   403   404   404     404  404
POST sessions:challenge                    302   302   302   403   403   404   404     404  404

GET  pages:challenge                       302   200   200   403   403   404   404     404  404
POST pages:challenge                       302   405   405   405   405   405   405     404  404
GET  pages:note_question                   302   405   405   405   405   405   405     404  404
POST pages:note_question                   302   404   302   403   403   404   404     404  404
GET  pages:end_challenge                   302   405   405   405   405   405   405     404  404
POST pages:end_challenge                   302   404   302   403   403   404   404     404  404
GET  sessions:take_up_challenge            302   405   405   405   405   405   405     404  404
POST sessions:take_up_challenge            302   404   302   403   403   404   404     404  404
GET  sessions:forget_question              302   405   405   405   405   405   405     404  404
POST sessions:forget_question              302   404   302   403   403   404   404     404  404

GET  actions:mine                          302   200   200   200   200   200   200     404  404
POST actions:mine                          302   200   200   200   200   200   200     404  404
GET  actions:of_set                        302   200   200   403   403   404   404     404  404
POST actions:of_set                        302   200   200   403   403   404   404     404  404
GET  actions:action                        302   200   200   404   404   404   404     404  404
POST actions:action                        302   405   405   405   405   405   405     404  404
GET  actions:change                        302   404   200   404   404   404   404     404  404
POST actions:change                        302   404   302   404   404   404   404     404  404
GET  actions:readers                       302   404   200   404   404   404   404     404  404
POST actions:readers                       302   404   302   404   404   404   404     404  404
GET  actions:done                          302   404   200   404   404   404   404     404  404
POST actions:done                          302   404   302   404   404   404   404     404  404
GET  actions:let_go                        302   404   200   404   404   404   404     404  404
POST actions:let_go                        302   404   302   404   404   404   404     404  404
GET  actions:take_up                       302   405   405   405   405   405   405     404  404
POST actions:take_up                       302   404   302   404   404   404   404     404  404
GET  actions:progress                      302   404   200   404   404   404   404     404  404
POST actions:progress                      302   404   302   404   404   404   404     404  404
GET  actions:quiet                         302   405   405   405   405   405   405     404  404
POST actions:quiet                         302   404   302   404   404   404   404     404  404
GET  actions:answer                        302   200   404   404   404   404   404     404  404
POST actions:answer                        302   302   404   404   404   404   404     404  404
GET  actions:take_back                     302   405   405   405   405   405   405     404  404
POST actions:take_back                     302   302   404   404   404   404   404     404  404
GET  actions:undo                          302   405   405   405   405   405   405     404  404
POST actions:undo                          302   404   302   404   404   404   404     404  404
GET  actions:plan                          302   200   200   403   403   404   404     404  404
POST actions:plan                          302   422   302   403   403   404   404     404  404
"""
PEOPLE, *_ROWS = [line.split() for line in TABLE.splitlines() if line]
EXPECTED = {(row[1], row[0], who): int(status) for row in _ROWS for who, status in zip(PEOPLE, row[2:], strict=True)}

WORDS = re.compile(r"MARKER-[\w-]+-(?:alice|bob|greta)(?:-\d\d)?")
"""Every text that was said in Quay. The last part is its author."""


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_the_answer_of_the_table_and_no_words_from_outside_the_circle(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, who: str
) -> None:
    client = signed_in(_user(cast, who))
    statuses, leaks = {}, []
    for name, address in addresses.items():
        for method in ("GET", "POST"):
            response = _once(client, method, address)
            statuses[name, method, who] = response.status_code
            leaks += [f"{method} {name}: {words}" for words in _foreign_words(response, who)]
    expected = {place: status for place, status in EXPECTED.items() if place[2] == who}
    assert statuses == expected
    assert leaks == []


@pytest.mark.parametrize("who", ["nobody", "dora", "erin", "greta", "charlie"])
def test_no_other_method_opens_what_get_and_post_do_not(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, who: str
) -> None:
    client = signed_in(_user(cast, who))
    opened = []
    for name, address in addresses.items():
        known = {EXPECTED[name, method, who] for method in ("GET", "POST")} | {405}
        for method in ("HEAD", "PUT", "DELETE"):
            response = _once(client, method, address)
            if response.status_code not in known or _foreign_words(response, who):
                opened.append((name, method, response.status_code))
    assert opened == []


def test_every_route_stands_in_the_table() -> None:
    assert routes() == {row[1] for row in _ROWS}


def test_routes_of_others_are_these() -> None:
    """django-allauth's on one line; what they may is its own matter and that of tests/organisations."""
    # fmt: off
    allauth = "account_change_password account_confirm_login_code account_email account_email_verification_sent account_inactive account_login account_logout account_reauthenticate account_request_login_code account_reset_password account_reset_password_done account_reset_password_from_key account_reset_password_from_key_done account_set_password account_signup mfa_activate_totp mfa_add_webauthn mfa_authenticate mfa_deactivate_totp mfa_download_recovery_codes mfa_edit_webauthn mfa_generate_recovery_codes mfa_index mfa_list_webauthn mfa_login_webauthn mfa_reauthenticate mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_view_recovery_codes"
    # fmt: on
    assert {name for name in routes_of_others() if not name.startswith("demo:")} == set(allauth.split())


def test_somebody_whose_account_is_closed_is_out_at_their_next_click(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    assert client.get("/o/harbour/sets/quay/").status_code == 200
    User.objects.filter(pk=cast.bob.person_id).update(is_active=False)
    response = client.get("/o/harbour/sets/quay/")
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_somebody_who_left_the_organisation_finds_nothing_at_their_next_click(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, seeding: Callable, now: object
) -> None:
    client = signed_in(cast.bob.person)
    assert client.get("/o/harbour/sets/quay/").status_code == 200
    with seeding():
        Membership.objects.filter(pk=cast.bob.pk).update(ended_at=now)
    for name, address in addresses.items():
        if address.url.startswith("/o/"):
            assert _once(client, "GET", address).status_code == 404, name


def test_a_page_that_exists_and_one_that_does_not_are_the_same_to_a_stranger(cast: Cast, signed_in: SignedIn) -> None:
    """Existence is confidential: the answer differs in nothing but the token against forged requests."""
    for who, there, not_there in (
        (cast.charlie, "/o/harbour/", "/o/nowhere/"),
        (cast.erin, "/o/harbour/sets/quay/", "/o/harbour/sets/nowhere/"),
        (cast.erin, "/o/harbour/sets/quay/sessions/1/", "/o/harbour/sets/quay/sessions/9/"),
        (cast.erin, f"/o/harbour/actions/{cast.quay.action.pk}/progress/", "/o/harbour/actions/999999/progress/"),
    ):
        client = signed_in(who.person)
        one, other = (_without_tokens(client.get(url)) for url in (there, not_there))
        assert one == other


def _user(cast: Cast, who: str) -> User | None:
    if who in ("nobody", "stan"):
        return cast.stan if who == "stan" else None
    person: User = getattr(cast, who).person
    return person


def _once(client: Client, method: str, address: Address) -> HttpResponse:
    """Ask, and undo whatever came of it, so that the next request meets the same story."""
    with transaction.atomic():
        typed = address.typed if method == "POST" else {}
        response: HttpResponse = getattr(client, method.lower())(address.url, typed)
        transaction.set_rollback(True)
    return response


def _foreign_words(response: HttpResponse, who: str) -> set[str]:
    """What was said in Quay by others, as far as this answer shows it to somebody outside of its circle."""
    if who in ("alice", "bob"):
        return set()
    found = set(WORDS.findall(_all_text(response) + str(response.headers)))
    return {words for words in found if not words.endswith(f"-{who}")}


def _all_text(response: HttpResponse) -> str:
    """Also what a spreadsheet holds packed, and what is printed on paper."""
    content = response.getvalue()  # of a file that is streamed, too
    if content.startswith(b"%PDF"):
        pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
        return "".join(pages).replace("\r\n", "")
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def _without_tokens(response: HttpResponse) -> tuple[int, str]:
    page = re.sub(r"[A-Za-z0-9]{64}", "", response.content.decode())
    return response.status_code, page
